package dev.quarterdeck.machinery.cel;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Texts of the format {@code duration}: Go's durations and longer words, {@code 1h30m}, {@code 2
 * days}.
 */
final class DurationFormat {

  private static final Pattern TERM = Pattern.compile("\\s*(\\d{0,18}\\.?\\d{0,18})\\s*([a-zµμ]+)");
  private static final Map<String, Long> NANOS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("us", 1_000L),
          Map.entry("µs", 1_000L),
          Map.entry("μs", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("s", 1_000_000_000L),
          Map.entry("m", 60_000_000_000L),
          Map.entry("h", 3_600_000_000_000L),
          Map.entry("d", 86_400_000_000_000L),
          Map.entry("w", 604_800_000_000_000L));
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("nano", "ns"),
          Map.entry("nanosecond", "ns"),
          Map.entry("micro", "us"),
          Map.entry("microsecond", "us"),
          Map.entry("milli", "ms"),
          Map.entry("millisecond", "ms"),
          Map.entry("sec", "s"),
          Map.entry("second", "s"),
          Map.entry("min", "m"),
          Map.entry("minute", "m"),
          Map.entry("hr", "h"),
          Map.entry("hour", "h"),
          Map.entry("day", "d"),
          Map.entry("week", "w"),
          Map.entry("wk", "w"));

  private DurationFormat() {}

  /**
   * @throws IllegalArgumentException when the text is no duration or is too long for 64 bits of
   *     nanoseconds
   */
  static Duration parse(String text) {
    var negative = text.startsWith("-");
    var rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    var nanos = sum(rest, text);
    return Duration.ofNanos(negative ? -nanos : nanos);
  }

  private static long sum(String terms, String text) {
    var matcher = TERM.matcher(terms);
    var at = 0;
    var nanos = BigDecimal.ZERO;
    while (at < terms.length() && matcher.region(at, terms.length()).lookingAt()) {
      var number = matcher.group(1);
      var unit = NANOS.get(unitOf(matcher.group(2)));
      if (unit == null || number.isEmpty() || number.equals(".")) {
        throw malformed(text);
      }
      nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(unit)));
      at = matcher.end();
    }
    if (at == 0 || at < terms.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw malformed(text);
    }
    return nanos.longValue();
  }

  private static String unitOf(String word) {
    var singular =
        word.length() > 2 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    return WORDS.getOrDefault(singular, word);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "not a duration such as 1h30m: " + text.substring(0, Math.min(text.length(), 64)));
  }
}
