package dev.quarterdeck.apiserver.http.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A response body written from a virtual thread, in chunks and at the client's pace: a few chunks
 * are on their way at a time. It counts them itself, since Vert.x tells of a full queue only after
 * the event loop has taken up what other threads wrote.
 */
public final class ResponseStream extends OutputStream {

  private static final int CHUNK = 128 * 1024;
  private static final int CHUNKS_ON_THEIR_WAY = 3;

  /** A client that takes nothing for this long is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServerResponse response;
  private final Semaphore room = new Semaphore(CHUNKS_ON_THEIR_WAY);
  private boolean broken;
  private boolean closed;
  private Buffer chunk = Buffer.buffer(CHUNK);

  public ResponseStream(HttpServerResponse response) {
    this(response, () -> {});
  }

  /**
   * @param gone run on the event loop when the client leaves before the end
   */
  public ResponseStream(HttpServerResponse response, Runnable gone) {
    this.response = response;
    response.setChunked(true);
    response.exceptionHandler(broken -> room.release());
    response.closeHandler(
        closed -> {
          room.release();
          gone.run();
        });
  }

  @Override
  public void write(int b) throws IOException {
    chunk.appendByte((byte) b);
    sendIfFull();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (var from = offset; from < offset + length; ) {
      var take = Math.min(offset + length - from, CHUNK - chunk.length());
      chunk.appendBytes(bytes, from, take);
      from += take;
      sendIfFull();
    }
  }

  private void sendIfFull() throws IOException {
    if (chunk.length() >= CHUNK) {
      send();
    }
  }

  private void send() throws IOException {
    awaitRoom();
    response.write(chunk).onComplete(written -> room.release());
    chunk = Buffer.buffer(CHUNK);
  }

  private void awaitRoom() throws IOException {
    try {
      if (!room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw broken("the client takes nothing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("the server is shutting down");
    }
    if (response.closed()) {
      throw broken("the client has gone");
    }
  }

  private IOException broken(String why) {
    broken = true;
    return new IOException(why);
  }

  /**
   * Sends the rest and ends the response; a broken one is not made to look complete. May be
   * repeated.
   */
  @Override
  public void close() throws IOException {
    if (broken || closed) {
      return;
    }
    closed = true;
    if (chunk.length() > 0) {
      send();
    }
    response.end();
  }
}
