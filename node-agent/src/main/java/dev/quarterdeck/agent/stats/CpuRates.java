package dev.quarterdeck.agent.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Computes rates from counters of CPU time; it keeps the last sample of each counter. */
final class CpuRates {

  /** Samples that are closer together than this have the same rate. */
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private record Sample(Instant at, long nanoseconds, OptionalLong rate) {}

  private final Map<String, Sample> last = new ConcurrentHashMap<>();

  /** The counter with its rate since the last sample; the first sample has no rate. */
  Usage.Cpu rated(String id, Instant at, long nanoseconds) {
    var sample =
        last.compute(
            id,
            (key, before) -> {
              if (before == null || nanoseconds < before.nanoseconds()) {
                return new Sample(at, nanoseconds, OptionalLong.empty());
              }
              var passed = Duration.between(before.at(), at);
              return passed.compareTo(WINDOW) < 0 && (before.rate().isPresent() || passed.isZero())
                  ? before
                  : new Sample(at, nanoseconds, rate(before, nanoseconds, passed));
            });
    return new Usage.Cpu(at, nanoseconds, sample.rate());
  }

  private static OptionalLong rate(Sample before, long nanoseconds, Duration passed) {
    var seconds = passed.toNanos() / 1e9;
    return seconds <= 0
        ? before.rate()
        : OptionalLong.of(Math.round((nanoseconds - before.nanoseconds()) / seconds));
  }

  /** Removes the samples of all other counters. */
  void retain(Set<String> ids) {
    last.keySet().retainAll(ids);
  }
}
