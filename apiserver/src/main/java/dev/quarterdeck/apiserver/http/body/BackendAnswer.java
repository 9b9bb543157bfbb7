package dev.quarterdeck.apiserver.http.body;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.ReadStream;

/**
 * Another server's answer, whose body does not pass before it is resumed. Any thread may use it:
 * whatever changes how the body is read is done on the answer's own event loop, since Vert.x loses
 * pieces when it is told on another thread to go on.
 */
public final class BackendAnswer implements ReadStream<Buffer> {

  private final HttpClientResponse response;
  private final Context context;

  private BackendAnswer(HttpClientResponse response, Context context) {
    this.response = response;
    this.context = context;
  }

  /**
   * Pauses an answer that has just come.
   *
   * @throws IllegalStateException when it is not called on an event loop
   */
  public static BackendAnswer pause(HttpClientResponse response) {
    var context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("an answer is paused on its own event loop");
    }
    response.pause();
    return new BackendAnswer(response, context);
  }

  public int statusCode() {
    return response.statusCode();
  }

  public MultiMap headers() {
    return response.headers();
  }

  /** The header's first value; null when there is none. */
  public String header(String name) {
    return response.getHeader(name);
  }

  /** Gives the request up, and what was not read of the answer. */
  public void reset() {
    response.request().reset();
  }

  /** All of the body; begins to read it. */
  public Future<Buffer> whole() {
    return Future.future(
        whole ->
            confined(
                () -> {
                  response.body().onComplete(whole);
                  response.resume();
                }));
  }

  @Override
  public BackendAnswer handler(Handler<Buffer> handler) {
    return confined(() -> response.handler(handler));
  }

  @Override
  public BackendAnswer endHandler(Handler<Void> handler) {
    return confined(() -> response.endHandler(handler));
  }

  @Override
  public BackendAnswer exceptionHandler(Handler<Throwable> handler) {
    return confined(() -> response.exceptionHandler(handler));
  }

  @Override
  public BackendAnswer pause() {
    return confined(response::pause);
  }

  @Override
  public BackendAnswer resume() {
    return confined(response::resume);
  }

  @Override
  public BackendAnswer fetch(long pieces) {
    return confined(() -> response.fetch(pieces));
  }

  private BackendAnswer confined(Runnable change) {
    if (Vertx.currentContext() == context) {
      change.run();
    } else {
      context.runOnContext(_ -> change.run());
    }
    return this;
  }
}
