package dev.quarterdeck.apiserver.http.limit;

import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Collects a request's body on the event loop, bounded in size and time. */
public final class BodyReader {

  private static final int MAX_BYTES = Body.MAX_BYTES;

  private final Vertx vertx;
  private final Duration patience;
  private final BodyMemory memory;

  public BodyReader(Vertx vertx, Duration patience, BodyMemory memory) {
    this.vertx = vertx;
    this.patience = patience;
    this.memory = memory;
  }

  /**
   * Fails with an {@link ApiFault} when the body is too large, too slow, breaks off or has to make
   * room for others; of the rest nothing is read then.
   */
  public Future<Body> read(HttpServerRequest request) {
    var promise = Promise.<Body>promise();
    if (announced(request) > MAX_BYTES) {
      request.pause();
      return Future.failedFuture(tooLarge());
    }
    var arrival = memory.arrive(promise::tryFail);
    var collected = Buffer.buffer();
    var timer =
        vertx.setTimer(
            patience.toMillis(),
            ignored ->
                promise.tryFail(
                    new ApiFault(
                        Reason.TIMEOUT, "Timeout: the request's body did not come in time")));
    request.handler(
        chunk -> {
          if (collected.length() + chunk.length() > MAX_BYTES) {
            promise.tryFail(tooLarge());
          } else if (!promise.future().isComplete()) {
            collected.appendBuffer(chunk);
            arrival.more(chunk.length());
          }
        });
    request.exceptionHandler(
        broken -> promise.tryFail(ApiFault.badRequest("the request's body broke off")));
    request.endHandler(
        ended ->
            promise.tryComplete(Body.of(collected.getBytes(), request.getHeader("Content-Type"))));
    return promise
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.failed()) {
                request.pause();
              }
              arrival.over();
            });
  }

  private static long announced(HttpServerRequest request) {
    var length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException notANumber) {
      return Long.MAX_VALUE;
    }
  }

  private static ApiFault tooLarge() {
    return new ApiFault(
        Reason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MAX_BYTES);
  }
}
