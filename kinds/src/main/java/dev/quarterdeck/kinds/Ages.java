package dev.quarterdeck.kinds;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Ages as kubectl shows them: {@code 5s}, {@code 3m12s}, {@code 4h7m}, {@code 2d3h}, {@code 40d}.
 */
public final class Ages {

  private Ages() {}

  /**
   * @param timestamp RFC 3339; empty gives {@code <unknown>}
   */
  public static String since(String timestamp, Instant now) {
    try {
      return timestamp.isEmpty()
          ? "<unknown>"
          : human(Duration.between(Instant.parse(timestamp), now));
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  /** The thresholds are those of Kubernetes' HumanDuration. */
  public static String human(Duration age) {
    var s = age.toSeconds();
    if (s < -1) {
      return "<invalid>";
    }
    if (s < 0) {
      return "0s";
    }
    if (s < 120) {
      return s + "s";
    }
    if (s < 600) {
      return two(s / 60, "m", s % 60, "s");
    }
    if (s < 10_800) {
      return s / 60 + "m";
    }
    if (s < 28_800) {
      return two(s / 3600, "h", s / 60 % 60, "m");
    }
    if (s < 172_800) {
      return s / 3600 + "h";
    }
    if (s < 691_200) {
      return two(s / 86_400, "d", s / 3600 % 24, "h");
    }
    if (s < 63_072_000) {
      return s / 86_400 + "d";
    }
    if (s < 252_288_000) {
      return two(s / 31_536_000, "y", s / 86_400 % 365, "d");
    }
    return s / 31_536_000 + "y";
  }

  private static String two(long major, String majorUnit, long minor, String minorUnit) {
    return minor == 0 ? major + majorUnit : major + majorUnit + minor + minorUnit;
  }
}
