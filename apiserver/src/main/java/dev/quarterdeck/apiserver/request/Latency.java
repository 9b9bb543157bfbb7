package dev.quarterdeck.apiserver.request;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;

/** Timers of requests, in the same buckets whichever door they come through. */
public final class Latency {

  private static final Duration[] BUCKETS =
      Stream.of(5, 25, 100, 500, 1_000, 5_000, 15_000, 60_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Latency() {}

  /** A timer of that name, to be given its tags. */
  public static Timer.Builder timer(String name) {
    return Timer.builder(name).serviceLevelObjectives(BUCKETS);
  }
}
