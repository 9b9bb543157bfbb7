package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.model.ApiFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The messages a client streams. The connection delivers them on its event loop, a few ahead of the
 * virtual thread that takes them; then the client has to wait.
 */
final class Inbound {

  private static final int AHEAD = 16;
  private static final int BYTES_AHEAD = 256 * 1024;

  private final GrpcCall call;
  private final HttpServerRequest request;
  private final BlockingQueue<Optional<byte[]>> queue = new LinkedBlockingQueue<>();
  private final MessageReader reader;
  private final HeldBytes held;

  // What waits in the queue: of the event loop.
  private int messages;
  private long bytes;
  private boolean paused;

  private Inbound(GrpcCall call, HttpServerRequest request, BodyMemory memory) {
    this.call = call;
    this.request = request;
    this.reader = new MessageReader(request.getHeader("grpc-encoding"), this::add);
    this.held = new HeldBytes(call, memory);
  }

  /** Begins to take messages; in the request's handler on the event loop. */
  static Inbound of(GrpcCall call, HttpServerRequest request, BodyMemory memory) {
    var inbound = new Inbound(call, request, memory);
    request.exceptionHandler(gone -> call.cancelled());
    request.handler(inbound::read);
    request.endHandler(ended -> inbound.queue.add(Optional.empty()));
    call.whenOver(() -> inbound.queue.add(Optional.empty()));
    return inbound;
  }

  private void read(Buffer chunk) {
    if (call.isOver()) {
      return;
    }
    try {
      reader.read(chunk);
      held.are(bytes + reader.unread());
    } catch (ApiFault fault) {
      call.fail(fault);
    }
  }

  private void add(byte[] message) {
    held.none();
    queue.add(Optional.of(message));
    messages++;
    bytes += message.length;
    if (!paused && isFarAhead()) {
      paused = true;
      request.pause();
    }
  }

  private boolean isFarAhead() {
    return messages >= AHEAD || bytes >= BYTES_AHEAD;
  }

  private void taken(int length) {
    messages--;
    bytes -= length;
    held.are(bytes + reader.unread());
    if (paused && !isFarAhead()) {
      paused = false;
      request.resume();
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
      message.ifPresent(taken -> call.context().runOnContext(ignored -> taken(taken.length)));
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
