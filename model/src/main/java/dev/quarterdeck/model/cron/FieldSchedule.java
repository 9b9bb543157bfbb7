package dev.quarterdeck.model.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Recurs at the minutes that five fields name, each a set of values as {@link CronField#parse}
 * gives it.
 */
record FieldSchedule(
    long minutes, long hours, long daysOfMonth, long months, long daysOfWeek, Optional<ZoneId> zone)
    implements CronSchedule {

  private static final int YEARS_AHEAD = 5;

  static FieldSchedule parse(List<String> fields, Optional<ZoneId> zone) {
    return new FieldSchedule(
        CronField.MINUTE.parse(fields.get(0)),
        CronField.HOUR.parse(fields.get(1)),
        CronField.DAY_OF_MONTH.parse(fields.get(2)),
        CronField.MONTH.parse(fields.get(3)),
        CronField.DAY_OF_WEEK.parse(fields.get(4)),
        zone);
  }

  /**
   * The original's walk: the first field that does not match moves on until it does, everything
   * below it starts at its least, and whatever wraps around has the fields above it looked at
   * again. Which of two times an hour that daylight saving skips or repeats gives follows from it.
   */
  @Override
  public Optional<Instant> next(Instant after, ZoneId local) {
    if (minutes == 0 || hours == 0) {
      return Optional.empty(); // A field of nothing but commas.
    }
    var walk = new Walk(after, zone.orElse(local));
    var lastYear = walk.time().getYear() + YEARS_AHEAD;
    while (walk.time().getYear() <= lastYear) {
      if (walk.toMonth(months)
          && walk.toDay(this)
          && walk.toHour(hours)
          && walk.toMinute(minutes)
          && walk.toFullMinute()) {
        return Optional.of(walk.time().toInstant());
      }
    }
    return Optional.empty();
  }

  /** Either day field will do when both are restricted; otherwise both must match. */
  boolean matchesDay(int dayOfMonth, int dayOfWeek) {
    var inMonth = has(daysOfMonth, dayOfMonth);
    var inWeek = has(daysOfWeek, dayOfWeek);
    var open = has(daysOfMonth, CronField.STAR) || has(daysOfWeek, CronField.STAR);
    return open ? inMonth && inWeek : inMonth || inWeek;
  }

  static boolean has(long set, int value) {
    return (set >>> value & 1) != 0;
  }
}
