package dev.quarterdeck.apiserver.http.body;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of another server's answer, for a virtual thread to read. Each piece is asked for when
 * it is read, so that no more than one is held.
 */
public final class BackendBody extends InputStream {

  /** What comes of asking for a piece. */
  private sealed interface Piece {
    record Bytes(byte[] bytes) implements Piece {}

    record End() implements Piece {}

    record Broken(Throwable cause) implements Piece {}
  }

  private final BackendAnswer answer;
  private final Duration patience;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private byte[] piece = new byte[0];
  private int taken;
  private boolean ended;

  /**
   * @param answer nobody else's to read
   * @param patience how long the server may send nothing
   */
  public BackendBody(BackendAnswer answer, Duration patience) {
    this.answer = answer;
    this.patience = patience;
    answer.exceptionHandler(broken -> pieces.add(new Piece.Broken(broken)));
    answer.handler(bytes -> pieces.add(new Piece.Bytes(bytes.getBytes())));
    answer.endHandler(end -> pieces.add(new Piece.End()));
  }

  @Override
  public int read() throws IOException {
    return hasBytes() ? piece[taken++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasBytes()) {
      return -1;
    }
    var count = Math.min(length, piece.length - taken);
    System.arraycopy(piece, taken, bytes, offset, count);
    taken += count;
    return count;
  }

  private boolean hasBytes() throws IOException {
    while (taken == piece.length && !ended) {
      answer.fetch(1);
      switch (next()) {
        case Piece.Bytes(var bytes) -> {
          piece = bytes;
          taken = 0;
        }
        case Piece.End _ -> ended = true;
        case Piece.Broken(var cause) -> throw new IOException(cause.getMessage(), cause);
      }
    }
    return !ended;
  }

  private Piece next() throws IOException {
    try {
      var next = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new IOException("the server sends nothing");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Gives up what was not read. */
  @Override
  public void close() {
    if (!ended) {
      answer.reset();
    }
  }
}
