package dev.quarterdeck.client.informer;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response body as a blocking stream. It asks for one chunk at a time, so a reader that lags
 * slows the connection instead of filling memory.
 */
final class ChunkStream extends InputStream {

  private sealed interface Arrival {
    record Bytes(List<ByteBuffer> buffers) implements Arrival {}

    /** The body ended; {@code cause} is null when it ended in good order. */
    record End(Throwable cause) implements Arrival {}
  }

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final Duration idleLimit;
  private AsyncBody body;
  private List<ByteBuffer> current = List.of();
  private boolean ended;

  /**
   * @param idleLimit a silence longer than this counts as a broken connection
   */
  ChunkStream(Duration idleLimit) {
    this.idleLimit = idleLimit;
  }

  /** The transport's callback. */
  void accept(List<ByteBuffer> buffers, AsyncBody source) {
    arrivals.add(new Arrival.Bytes(buffers));
  }

  /** Begins to read; call once the response's head is there. */
  void open(AsyncBody source) {
    body = source;
    source.done().whenComplete((done, cause) -> arrivals.add(new Arrival.End(cause)));
    source.consume();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      for (var buffer : current) {
        if (buffer.hasRemaining()) {
          var count = Math.min(length, buffer.remaining());
          buffer.get(target, offset, count);
          return count;
        }
      }
      advance();
    }
    return -1;
  }

  private void advance() throws IOException {
    switch (await()) {
      case null -> throw new IOException("nothing heard for " + idleLimit.toSeconds() + " s");
      case Arrival.Bytes(var buffers) -> {
        current = buffers;
        body.consume();
      }
      case Arrival.End(var cause) -> {
        ended = true;
        if (cause != null) {
          throw new IOException("connection lost: " + cause.getMessage(), cause);
        }
      }
    }
  }

  private Arrival await() throws InterruptedIOException {
    try {
      return arrivals.poll(idleLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  /** Reads what is left, so that the connection can serve another request. */
  void drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }

  /**
   * Gives the connection up unless the body has ended: then it may already carry somebody else's
   * request, which a cancel would kill.
   */
  @Override
  public void close() {
    ended = true;
    if (body != null && !body.done().isDone()) {
      body.cancel();
    }
  }
}
