package dev.quarterdeck.agent.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes a response from a virtual thread. Each write waits until the kernel has the bytes, so that
 * a slow client slows down the reader and no data accumulates.
 */
final class ResponseSink implements LogWriter.Sink {

  /** How long a write may wait before the connection is closed. */
  private static final long STALL_MINUTES = 10;

  private final HttpServerResponse response;

  ResponseSink(HttpServerResponse response) {
    this.response = response;
  }

  /**
   * Sends the response head at once, so that a client that follows a log knows that the request
   * succeeded.
   */
  void begin(String contentType) throws IOException, InterruptedException {
    response.setChunked(true).putHeader("Content-Type", contentType);
    await(response.write(Buffer.buffer()));
  }

  @Override
  public void write(byte[] block) throws IOException, InterruptedException {
    await(response.write(Buffer.buffer(block)));
  }

  void end() throws IOException, InterruptedException {
    await(response.end());
  }

  private static void await(Future<Void> done) throws IOException, InterruptedException {
    try {
      done.toCompletionStage().toCompletableFuture().get(STALL_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw new IOException("the client has gone", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the client takes nothing any more", e);
    }
  }
}
