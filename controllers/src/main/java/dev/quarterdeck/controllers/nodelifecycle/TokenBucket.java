package dev.quarterdeck.controllers.nodelifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Gives out one token per 1/rate seconds, none at a rate of 0. Not thread-safe. */
final class TokenBucket {

  private double rate;
  private Instant nextAt = Instant.MIN;

  void setRate(double perSecond) {
    if (rate != perSecond) {
      rate = perSecond;
      nextAt = Instant.MIN;
    }
  }

  /**
   * Takes the token if there is one.
   *
   * @return empty when it was taken; otherwise how long to wait before asking again
   */
  Optional<Duration> take(Instant now) {
    if (rate <= 0) {
      return Optional.of(Duration.ofSeconds(10));
    }
    if (now.isBefore(nextAt)) {
      return Optional.of(Duration.between(now, nextAt));
    }
    nextAt = now.plusNanos((long) (1e9 / rate));
    return Optional.empty();
  }
}
