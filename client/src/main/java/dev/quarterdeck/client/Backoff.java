package dev.quarterdeck.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential waiting times.
 *
 * @param first the wait after the first failure, more than zero
 * @param cap no wait is longer than this
 */
public record Backoff(Duration first, Duration cap) {

  public Backoff {
    if (!first.isPositive() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException("back-off needs 0 < first <= cap");
    }
  }

  /**
   * @param failures how many failures came before, 0 for the first wait
   */
  public Duration after(int failures) {
    var shift = Math.clamp(failures, 0, 40);
    var capped = Math.min((double) first.toNanos() * (1L << shift), cap.toNanos());
    return Duration.ofNanos((long) capped);
  }

  /** As {@link #after} but spread over the upper half, so that crowds do not return as one. */
  public Duration jittered(int failures, RandomGenerator random) {
    return Duration.ofNanos((long) (after(failures).toNanos() * (0.5 + random.nextDouble() / 2)));
  }
}
