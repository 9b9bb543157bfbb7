package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.Optional;

/**
 * A watch over a WebSocket, one message per event, as kube-apiserver serves it to browsers and to
 * fabric8's client: text for JSON, binary for protobuf. A large event goes in several frames.
 */
final class WatchSocket implements WatchFormat, WatchSink {

  private final HttpServerRequest request;
  private final Presenter presenter;
  private final ResourceType type;
  private final Form form;
  private final String include;
  private ServerWebSocket socket;
  private boolean first = true;
  private boolean begun;

  WatchSocket(
      Exchange exchange, Presenter presenter, ResourceType type, Form form, String include) {
    this.request = exchange.request();
    this.presenter = presenter;
    this.type = type;
    this.form = form;
    this.include = include;
  }

  /** Whether the client asks for a watch over a WebSocket. */
  static boolean isAsked(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /** Switches the connection over, then runs one of these on the event loop. */
  void open(Context context, Runnable opened, Runnable refused) {
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
  public byte[] event(WatchEvent event) {
    var bytes = presenter.event(type, event, form, include, first);
    if (event instanceof WatchEvent.OfObject) {
      first = false;
    }
    return bytes;
  }

  @Override
  public void end(HttpServerResponse response, Buffer rest) {
    if (rest.length() > 0) {
      request.connection().close(); // An end here would make half an event look like a whole one.
    } else {
      socket.close();
    }
  }

  @Override
  public void fail(HttpServerResponse response, ApiFault fault) {
    write(Buffer.buffer(Presenter.failure(fault, form)), true);
    socket.close();
  }

  @Override
  public void cut(HttpServerResponse response, Buffer rest, ApiFault fault) {
    request.connection().close(); // Cut off for not reading: it would not read the reason either.
  }

  @Override
  public void gone() {}

  @Override
  public Optional<Duration> patience() {
    return Optional.empty();
  }
}
