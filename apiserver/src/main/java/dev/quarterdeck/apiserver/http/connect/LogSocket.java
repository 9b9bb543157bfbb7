package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.http.head.RequestHead;
import dev.quarterdeck.apiserver.http.watch.KeptOpen;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A log over a WebSocket, as kube-apiserver streams it to browsers: first an empty message, then
 * the log's bytes, as they are ({@code binary.k8s.io}, or no subprotocol at all) or in base64
 * ({@code base64.binary.k8s.io}). What the client sends is ignored.
 */
final class LogSocket {

  private static final String BINARY = "binary.k8s.io";
  private static final String BASE64 = "base64.binary.k8s.io";
  private static final List<String> PROTOCOLS = List.of(BINARY, BASE64);

  private static final int MESSAGE_BYTES = 16 * 1024;

  /** Vert.x tells of a full queue only after all is written: so bytes are counted. */
  private static final int BYTES_ON_THEIR_WAY = 256 * 1024;

  private final HttpCall call;
  private final BackendAnswer log;
  private final String protocol;
  private final Runnable ended;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger onTheirWay = new AtomicInteger();

  /**
   * @param protocol as {@link #agree} found it
   * @param ended run once when it is over
   */
  LogSocket(HttpCall call, BackendAnswer log, String protocol, Runnable ended) {
    this.call = call;
    this.log = log;
    this.protocol = protocol;
    this.ended = ended;
  }

  /** Whether the client asks for a WebSocket. */
  static boolean asked(HttpCall call) {
    return RequestHead.asksForWebSocket(call.request());
  }

  /**
   * The first of the client's subprotocols that a log can have; empty when it names none.
   *
   * @throws ApiFault FORBIDDEN when it names only others
   */
  static String agree(HttpCall call) {
    var asked = RequestHead.protocols(call.request());
    return asked.stream()
        .filter(PROTOCOLS::contains)
        .findFirst()
        .orElseGet(
            () -> {
              if (asked.isEmpty()) {
                return "";
              }
              throw new ApiFault(
                  Reason.FORBIDDEN,
                  "requested protocol(s) are not supported: %s; supports %s"
                      .formatted(asked, PROTOCOLS));
            });
  }

  /** Switches the connection over and begins. */
  void open() {
    call.context()
        .runOnContext(
            ignored -> {
              RequestHead.agreeOn(call.request(), protocol);
              call.request().toWebSocket().onSuccess(this::begin).onFailure(refused -> finish());
            });
  }

  private void begin(ServerWebSocket socket) {
    new KeptOpen(call.context(), call.request()).begin(); // A followed log may be quiet for long.
    socket.closeHandler(closed -> finish());
    socket.exceptionHandler(broken -> finish());
    log.handler(bytes -> pass(socket, bytes));
    log.endHandler(end -> socket.close());
    log.exceptionHandler(broken -> socket.close());
    send(socket, Buffer.buffer()); // Once that is sent, the log goes on.
  }

  private void pass(ServerWebSocket socket, Buffer bytes) {
    for (var from = 0; from < bytes.length(); from += MESSAGE_BYTES) {
      send(socket, bytes.slice(from, Math.min(bytes.length(), from + MESSAGE_BYTES)));
    }
  }

  private void send(ServerWebSocket socket, Buffer piece) {
    if (onTheirWay.addAndGet(piece.length()) >= BYTES_ON_THEIR_WAY) {
      log.pause();
    }
    var written =
        protocol.equals(BASE64)
            ? socket.writeTextMessage(Base64.getEncoder().encodeToString(piece.getBytes()))
            : socket.writeBinaryMessage(piece);
    written.onSuccess(
        sent -> {
          if (onTheirWay.addAndGet(-piece.length()) < BYTES_ON_THEIR_WAY) {
            log.resume();
          }
        });
  }

  private void finish() {
    if (over.compareAndSet(false, true)) {
      log.reset();
      ended.run();
    }
  }
}
