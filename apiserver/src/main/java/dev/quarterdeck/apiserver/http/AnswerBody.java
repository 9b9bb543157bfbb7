package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.http.body.ResponseStream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * An answer's body, whose length nobody knows before it is written. What is short goes out whole
 * and as it is; from Kubernetes' threshold on it goes out in chunks, compressed if the client takes
 * that. Until then nothing is sent, so a failure can still be told.
 */
final class AnswerBody extends OutputStream {

  /** Shorter bodies are never compressed. */
  private static final int COMPRESS_FROM = 128 * 1024;

  /** What one takes at most until all of it is sent. */
  static final int MAX_BYTES = COMPRESS_FROM + ResponseStream.MAX_BYTES;

  private final HttpServerResponse response;
  private final boolean acceptsGzip;
  private byte[] held = new byte[4 * 1024];
  private int size;
  private final Runnable sent;
  private ResponseStream stream;
  private OutputStream sending;

  /**
   * @param sent run when some of it was sent
   */
  AnswerBody(HttpServerResponse response, boolean acceptsGzip, Runnable sent) {
    this.response = response;
    this.acceptsGzip = acceptsGzip;
    this.sent = sent;
  }

  /** Whether anything was sent, the head included. */
  boolean begun() {
    return sending != null;
  }

  @Override
  public void write(int b) throws IOException {
    if (sending != null) {
      sending.write(b);
    } else {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (sending == null && size + length <= COMPRESS_FROM) {
      if (size + length > held.length) {
        held = Arrays.copyOf(held, Math.min(COMPRESS_FROM, Math.max(size + length, size * 2)));
      }
      System.arraycopy(bytes, offset, held, size, length);
      size += length;
      return;
    }
    if (sending == null) {
      begin();
    }
    sending.write(bytes, offset, length);
  }

  private void begin() throws IOException {
    if (acceptsGzip) {
      response.putHeader("Content-Encoding", "gzip");
      response.headers().add("Vary", "Accept-Encoding");
    }
    stream = new ResponseStream(response, sent, () -> {});
    sending = acceptsGzip ? new FastGzip(stream) : stream;
    sending.write(held, 0, size);
    held = null;
  }

  /**
   * Ends the answer, all of whose body is written.
   *
   * @return done when the last byte was sent, or never will be
   */
  Future<Void> end() throws IOException {
    if (sending == null) {
      return response.end(Buffer.buffer(size).appendBytes(held, 0, size));
    }
    sending.close();
    return stream.ended();
  }

  /** Lists repeat themselves so much that more effort would hardly gain anything. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 16 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
