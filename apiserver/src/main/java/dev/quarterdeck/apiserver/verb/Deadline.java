package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;

/** When a request must have its answer, on the monotonic clock. */
public record Deadline(long nanoTime) {

  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** What is left; zero when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /**
   * @throws ApiFault TIMEOUT once it has passed
   */
  void check() {
    if (nanoTime - System.nanoTime() <= 0) {
      throw new ApiFault(
          Reason.TIMEOUT, "Timeout: request did not complete within the allotted timeout");
    }
  }
}
