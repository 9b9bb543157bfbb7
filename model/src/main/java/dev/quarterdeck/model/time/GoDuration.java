package dev.quarterdeck.model.time;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Durations in the notation of Go's <a href="https://pkg.go.dev/time#ParseDuration">time
 * package</a>, which Kubernetes uses in options, queries and objects: {@code 300ms}, {@code -1.5h},
 * {@code 2h45m}.
 */
public final class GoDuration {

  private static final Pattern TERM =
      Pattern.compile("(\\d{0,40})(?:\\.(\\d{0,40}))?([^.\\d]{0,40})");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int LONGEST_QUOTED = 64;

  private GoDuration() {}

  /**
   * Reads a duration: a sign, then one or more numbers with a unit ({@code ns}, {@code us}, {@code
   * ms}, {@code s}, {@code m}, {@code h}), or {@code 0}.
   *
   * @throws IllegalArgumentException in Go's words, when the text is no duration or exceeds 64 bits
   *     of nanoseconds
   */
  public static Duration parse(String text) {
    var negative = text.startsWith("-");
    var terms = negative || text.startsWith("+") ? text.substring(1) : text;
    if (terms.equals("0")) {
      return Duration.ZERO;
    }
    var nanos = sum(terms, text);
    var most = negative ? MOST.add(BigInteger.ONE) : MOST;
    if (nanos.compareTo(most) > 0) {
      throw invalid(text);
    }
    return Duration.ofNanos((negative ? nanos.negate() : nanos).longValueExact());
  }

  private static BigInteger sum(String terms, String text) {
    if (terms.isEmpty()) {
      throw invalid(text);
    }
    var matcher = TERM.matcher(terms);
    var nanos = BigInteger.ZERO;
    for (var at = 0; at < terms.length(); at = matcher.end()) {
      matcher.region(at, terms.length());
      if (!matcher.lookingAt() || matcher.end() == at) {
        throw invalid(text);
      }
      var fraction = matcher.group(2) == null ? "" : matcher.group(2);
      if (matcher.group(1).isEmpty() && fraction.isEmpty()) {
        throw invalid(text);
      }
      var number = new BigDecimal("0" + matcher.group(1) + "." + fraction + "0");
      var unit = BigDecimal.valueOf(unit(matcher.group(3), text));
      nanos = nanos.add(number.multiply(unit).toBigInteger());
    }
    return nanos;
  }

  private static long unit(String name, String text) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("time: missing unit in duration " + quoted(text));
    }
    var unit = UNITS.get(name);
    if (unit == null) {
      throw new IllegalArgumentException(
          "time: unknown unit %s in duration %s".formatted(quoted(name), quoted(text)));
    }
    return unit;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("time: invalid duration " + quoted(text));
  }

  private static String quoted(String text) {
    return "\""
        + (text.length() <= LONGEST_QUOTED ? text : text.substring(0, LONGEST_QUOTED))
        + "\"";
  }

  /**
   * Writes a duration as Go's {@code Duration.String} does: {@code 1h15m30.918s}, {@code 1.5ms},
   * {@code 0s}.
   *
   * @throws ArithmeticException when the duration exceeds 64 bits of nanoseconds
   */
  public static String format(Duration duration) {
    var nanos = BigInteger.valueOf(duration.toNanos()).abs();
    var sign = duration.isNegative() ? "-" : "";
    if (nanos.signum() == 0) {
      return "0s";
    }
    if (nanos.compareTo(BigInteger.valueOf(UNITS.get("s"))) < 0) {
      return sign + smallUnits(nanos.longValueExact());
    }
    var parts = nanos.divideAndRemainder(BigInteger.valueOf(UNITS.get("m")));
    var minutes = parts[0].longValueExact();
    var seconds = decimal(parts[1].longValueExact(), UNITS.get("s")) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    return sign + (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
  }

  private static String smallUnits(long nanos) {
    if (nanos < UNITS.get("us")) {
      return nanos + "ns";
    }
    return nanos < UNITS.get("ms")
        ? decimal(nanos, UNITS.get("us")) + "µs"
        : decimal(nanos, UNITS.get("ms")) + "ms";
  }

  private static String decimal(long nanos, long unit) {
    var number = BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(unit));
    return number.stripTrailingZeros().toPlainString();
  }
}
