package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a virtual thread waits for what the event loop does. */
final class Waiting {

  /** Slack for an answer that brings its own deadline. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private Waiting() {}

  /**
   * @throws ApiFault the future's own, SERVICE_UNAVAILABLE for any other failure, TIMEOUT
   */
  static <T> T on(Future<T> future, Duration patience) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ApiFault fault
          ? fault
          : new ApiFault(
              Reason.SERVICE_UNAVAILABLE, "error dialing backend: " + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new ApiFault(Reason.TIMEOUT, "the backend gave no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down");
    }
  }
}
