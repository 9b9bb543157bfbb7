package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.Target;
import dev.quarterdeck.client.stream.DialFailure;
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

  /** What a failure that is no {@link ApiFault} becomes. */
  @FunctionalInterface
  interface Refusal {
    ApiFault of(Throwable failure);

    /** A target that could not be reached, where Kubernetes calls it a service. */
    static Refusal ofService(Target target) {
      return failure ->
          new ApiFault(
              Reason.SERVICE_UNAVAILABLE,
              "error trying to reach service: "
                  + DialFailure.words(target.host(), target.port(), failure));
    }

    /** A target of an upgrade request. */
    static Refusal ofUpgrade(Target target) {
      return failure ->
          new ApiFault(
              Reason.UNKNOWN,
              "error dialing backend: " + DialFailure.words(target.host(), target.port(), failure));
    }

    /** As Go's HTTP client words it. */
    static Refusal ofGet(String url, Target target) {
      return failure ->
          new ApiFault(
              Reason.UNKNOWN,
              "Get \"%s\": %s"
                  .formatted(url, DialFailure.words(target.host(), target.port(), failure)));
    }
  }

  /**
   * @throws ApiFault the future's own, what {@code refusal} makes of any other failure, or TIMEOUT
   */
  static <T> T on(Future<T> future, Duration patience, Refusal refusal) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ApiFault fault ? fault : refusal.of(e.getCause());
    } catch (TimeoutException e) {
      throw new ApiFault(Reason.TIMEOUT, "the backend gave no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down");
    }
  }
}
