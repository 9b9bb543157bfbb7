package dev.quarterdeck.apiserver.request;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1m30s}, {@code 500ms}. */
final class GoDuration {

  private static final Pattern PART =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|µs|ns|h|m|s)");

  private GoDuration() {}

  /**
   * @throws IllegalArgumentException when {@code text} is no such duration
   */
  static Duration parse(String text) {
    var part = PART.matcher(text);
    var total = Duration.ZERO;
    var end = 0;
    while (part.find() && part.start() == end) {
      total = total.plusNanos((long) (Double.parseDouble(part.group(1)) * nanos(part.group(2))));
      end = part.end();
    }
    if (text.isEmpty() || end != text.length()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    return total;
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "h" -> 3.6e12;
      case "m" -> 6e10;
      case "s" -> 1e9;
      case "ms" -> 1e6;
      case "ns" -> 1;
      default -> 1e3;
    };
  }
}
