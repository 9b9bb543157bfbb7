package dev.quarterdeck.e2e.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Durations of one kind of operation, from many threads. */
final class Samples {

  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  /** Adds the samples of others, to which nothing is added any more. */
  void addAll(Samples others) {
    for (var i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  synchronized int count() {
    return count;
  }

  /**
   * @param fraction such as 0.99
   */
  synchronized Duration percentile(double fraction) {
    if (count == 0) {
      return Duration.ZERO;
    }
    var sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return Duration.ofNanos(sorted[(int) Math.min(count - 1L, Math.round(fraction * count))]);
  }

  /** {@code p50 3.2 ms, p99 8.1 ms}. */
  String summary() {
    return "p50 %s, p99 %s".formatted(millis(percentile(0.5)), millis(percentile(0.99)));
  }

  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }
}
