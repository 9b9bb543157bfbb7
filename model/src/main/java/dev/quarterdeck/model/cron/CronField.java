package dev.quarterdeck.model.cron;

import java.util.List;
import java.util.Locale;

/** One of the five fields: its name's bounds, and how its text is read. */
enum CronField {
  MINUTE(0, 59, List.of()),
  HOUR(0, 23, List.of()),
  DAY_OF_MONTH(1, 31, List.of()),
  MONTH(
      1,
      12,
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  DAY_OF_WEEK(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  /** The value that stands for every one: {@code *} or {@code ?} without a step. */
  static final int STAR = 63;

  private final int min;
  private final int max;
  private final List<String> names;

  CronField(int min, int max, List<String> names) {
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /**
   * Reads a comma-separated list of ranges.
   *
   * @return one bit for each value, and bit {@link #STAR} when the text leaves the field open
   */
  long parse(String text) {
    var bits = 0L;
    for (var range : text.split(",")) {
      bits |= range.isEmpty() ? 0 : range(range);
    }
    return bits;
  }

  private long range(String text) {
    var slashes = text.split("/", -1);
    var bounds = slashes[0].split("-", -1);
    var open = bounds[0].equals("*") || bounds[0].equals("?");
    var start = open ? min : value(bounds[0]);
    if (!open && bounds.length > 2) {
      throw new IllegalArgumentException("too many hyphens: " + text);
    }
    var end = open ? max : bounds.length == 2 ? value(bounds[1]) : start;
    if (slashes.length > 2) {
      throw new IllegalArgumentException("too many slashes: " + text);
    }
    var step = slashes.length == 2 ? number(slashes[1]) : 1;
    if (slashes.length == 2 && bounds.length == 1) {
      end = max; // N/step counts from N on.
    }
    check(text, start, end, step);
    return bits(start, end, step) | (open && step == 1 ? 1L << STAR : 0);
  }

  private void check(String text, long start, long end, long step) {
    if (start < min) {
      throw new IllegalArgumentException(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, min, text));
    }
    if (end > max) {
      throw new IllegalArgumentException(
          "end of range (%d) above maximum (%d): %s".formatted(end, max, text));
    }
    if (start > end) {
      throw new IllegalArgumentException(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, text));
    }
    if (step == 0) {
      throw new IllegalArgumentException("step of range should be a positive number: " + text);
    }
  }

  private static long bits(long start, long end, long step) {
    var bits = 0L;
    for (var value = start; value <= end; value += Math.min(step, STAR)) {
      bits |= 1L << value;
    }
    return bits;
  }

  private long value(String text) {
    var named = names.indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? named + min : number(text);
  }

  /** As Go's Atoi does, with its words. */
  private static long number(String text) {
    if (!text.matches("[+-]?[0-9]+")) {
      throw new IllegalArgumentException(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(text, text));
    }
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException tooLong) {
      throw new IllegalArgumentException(
          "failed to parse int from %s: strconv.Atoi: parsing \"%s\": value out of range"
              .formatted(text, text));
    }
    if (number < 0) {
      throw new IllegalArgumentException(
          "negative number (%d) not allowed: %s".formatted(number, text));
    }
    return number;
  }
}
