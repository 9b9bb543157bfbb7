package dev.quarterdeck.model.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Recurs after a fixed time.
 *
 * @param delay whole seconds, at least one
 */
record ConstantDelay(Duration delay) implements CronSchedule {

  private static final Duration LEAST = Duration.ofSeconds(1);

  static ConstantDelay of(Duration delay) {
    var enough = delay.compareTo(LEAST) < 0 ? LEAST : delay;
    return new ConstantDelay(enough.truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public Optional<Instant> next(Instant after, ZoneId local) {
    return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(delay));
  }
}
