package dev.quarterdeck.apiserver.http.watch;

import dev.quarterdeck.apiserver.answer.Encoding;
import dev.quarterdeck.apiserver.answer.Form;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.kinds.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;

/**
 * A watch over a WebSocket, one message per event, as kube-apiserver serves it to browsers and to
 * fabric8's client: text for JSON, binary for protobuf. A large event goes in several frames.
 */
public final class WatchSocket extends RestWatch implements WatchSink {

  private final HttpServerRequest request;
  private ServerWebSocket socket;
  private boolean begun;

  public WatchSocket(
      HttpServerRequest request,
      Presenter presenter,
      ResourceType type,
      Form form,
      String include) {
    super(presenter, type, form, include);
    this.request = request;
  }

  /** Switches the connection over, then runs one of these on the event loop. */
  public void open(Context context, Runnable opened, Runnable refused) {
    context.runOnContext(
        ignored ->
            request
                .toWebSocket()
                .onSuccess(
                    open -> {
                      socket = open;
                      opened.run();
                    })
                .onFailure(wrongHandshake -> refused.run()));
  }

  @Override
  public boolean closed() {
    return socket.isClosed();
  }

  @Override
  public void onGone(Runnable gone) {
    socket.exceptionHandler(broken -> gone.run());
    socket.closeHandler(closed -> gone.run());
  }

  @Override
  public Future<Void> write(Buffer piece, boolean last) {
    var frame =
        begun
            ? WebSocketFrame.continuationFrame(piece, last)
            : form.encoding() == Encoding.PROTOBUF
                ? WebSocketFrame.binaryFrame(piece, last)
                : WebSocketFrame.textFrame(piece.toString(), last);
    begun = !last;
    return socket.writeFrame(frame);
  }

  @Override
  public boolean together() {
    return false;
  }

  @Override
  public void begin(HttpServerResponse response) {}

  @Override
  void close(HttpServerResponse response) {
    socket.close();
  }

  @Override
  void closeWith(HttpServerResponse response, Buffer last) {
    write(last, true);
    socket.close();
  }

  @Override
  void breakOff(HttpServerResponse response) {
    request.connection().close();
  }
}
