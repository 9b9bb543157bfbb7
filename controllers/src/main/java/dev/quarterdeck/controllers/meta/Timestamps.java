package dev.quarterdeck.controllers.meta;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** metav1.Time as text: RFC 3339 in UTC, whole seconds. */
public final class Timestamps {

  private Timestamps() {}

  /** What the API stores for {@code instant}; fractions of a second are cut off. */
  public static String format(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The instant, or empty when {@code text} is null or malformed. */
  public static Optional<Instant> parse(String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
