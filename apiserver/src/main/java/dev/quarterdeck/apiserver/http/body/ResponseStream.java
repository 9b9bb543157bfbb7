package dev.quarterdeck.apiserver.http.body;

import io.vertx.core.Future;
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

  /** What one takes at most: the chunks on their way and the one that is being filled. */
  public static final int MAX_BYTES = 256 * 1024;

  private static final int CHUNK = MAX_BYTES / 4;
  private static final int CHUNKS_ON_THEIR_WAY = 3;

  /** Who stops reading is given up sooner by {@link SendBudget}, where one is in charge. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServerResponse response;
  private final Runnable sent;
  private final Semaphore room = new Semaphore(CHUNKS_ON_THEIR_WAY);
  private Future<Void> ended = Future.succeededFuture();
  private boolean broken;
  private boolean closed;
  private Buffer chunk = Buffer.buffer(CHUNK);

  /**
   * @param sent run on the event loop when a chunk was sent
   * @param gone run on the event loop when the client leaves before the end
   */
  public ResponseStream(HttpServerResponse response, Runnable sent, Runnable gone) {
    this.response = response;
    this.sent = sent;
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
    response
        .write(chunk)
        .onComplete(
            written -> {
              room.release();
              sent.run();
            });
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
    ended = response.end();
  }

  /** Done when the last byte was sent, or never will be. */
  public Future<Void> ended() {
    return ended;
  }
}
