package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.model.ApiFault;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The messages a client streams. The connection delivers them on its event loop, a few ahead of the
 * virtual thread that takes them; then the client has to wait.
 */
final class Inbound {

  private static final int AHEAD = 16;

  private final GrpcCall call;
  private final HttpServerRequest request;
  private final BlockingQueue<Optional<byte[]>> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  private Inbound(GrpcCall call, HttpServerRequest request) {
    this.call = call;
    this.request = request;
  }

  /** Begins to take messages; in the request's handler on the event loop. */
  static Inbound of(GrpcCall call, HttpServerRequest request) {
    var inbound = new Inbound(call, request);
    var reader = new MessageReader(request.getHeader("grpc-encoding"), inbound::add);
    request.exceptionHandler(gone -> call.cancelled());
    request.handler(
        bytes -> {
          if (call.isOver()) {
            return;
          }
          try {
            reader.read(bytes);
          } catch (ApiFault fault) {
            call.fail(fault);
          }
        });
    request.endHandler(ended -> inbound.queue.add(Optional.empty()));
    call.whenOver(() -> inbound.queue.add(Optional.empty()));
    return inbound;
  }

  private void add(byte[] message) {
    queue.add(Optional.of(message));
    if (waiting.incrementAndGet() == AHEAD) {
      request.pause();
    }
  }

  /**
   * Waits for the next message.
   *
   * @return null once the client has half-closed
   * @throws IOException when the call is over, or the waiting thread is interrupted
   */
  byte[] next() throws IOException {
    try {
      var message = queue.take();
      if (message.isPresent() && waiting.decrementAndGet() == AHEAD - 1) {
        call.context().runOnContext(ignored -> request.resume());
      }
      if (call.isOver()) {
        throw new IOException("the call is over");
      }
      return message.orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
