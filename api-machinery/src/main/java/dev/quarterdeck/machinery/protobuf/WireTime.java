package dev.quarterdeck.machinery.protobuf;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times: RFC 3339 in JSON, seconds since 1970 and nanoseconds on the wire. */
final class WireTime {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private WireTime() {}

  /** {@code 2026-01-31T13:00:00Z}, by far the commonest form. */
  private static final int USUAL = 20;

  static void write(String text, WireOutput out) {
    try {
      if (text.length() == USUAL && text.charAt(USUAL - 1) == 'Z') {
        out.integer(1, seconds(text));
      } else {
        var instant = OffsetDateTime.parse(text).toInstant();
        out.integer(1, instant.getEpochSecond());
        if (instant.getNano() != 0) {
          out.integer(2, instant.getNano());
        }
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a time", e);
    }
  }

  private static long seconds(String text) {
    var day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    return day.toEpochDay() * 86_400
        + number(text, 11, 13) * 3_600L
        + number(text, 14, 16) * 60L
        + number(text, 17, 19);
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /**
   * @throws DateTimeException when it is beyond what can be written
   */
  static String read(long seconds, int nanos, boolean micros) {
    return (micros ? MICROS : SECONDS).format(Instant.ofEpochSecond(seconds, nanos));
  }
}
