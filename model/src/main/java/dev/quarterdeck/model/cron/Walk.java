package dev.quarterdeck.model.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A time that moves forward field by field. Each step returns false when it wrapped around, so that
 * the fields above must be looked at again.
 */
final class Walk {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ZoneId zone;
  private ZonedDateTime time;
  private boolean moved;

  /** Begins at the second after {@code after}. */
  Walk(Instant after, ZoneId zone) {
    this.zone = zone;
    time = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).atZone(zone);
  }

  ZonedDateTime time() {
    return time;
  }

  boolean toMonth(long months) {
    while (!FieldSchedule.has(months, time.getMonthValue())) {
      reset(time.toLocalDate().withDayOfMonth(1).atStartOfDay());
      advance(at(time.toLocalDateTime().plusMonths(1)));
      if (time.getMonthValue() == 1) {
        return false;
      }
    }
    return true;
  }

  boolean toDay(FieldSchedule schedule) {
    while (!schedule.matchesDay(time.getDayOfMonth(), time.getDayOfWeek().getValue() % 7)) {
      reset(time.toLocalDate().atStartOfDay());
      advance(at(time.toLocalDateTime().plusDays(1)));
      var hour = time.getHour();
      if (hour != 0) {
        // There is no midnight on a day when clocks are put forward then.
        time = plus(HOUR.multipliedBy(hour > 12 ? 24 - hour : -hour));
      }
      if (time.getDayOfMonth() == 1) {
        return false;
      }
    }
    return true;
  }

  boolean toHour(long hours) {
    while (!FieldSchedule.has(hours, time.getHour())) {
      reset(time.toLocalDateTime().truncatedTo(ChronoUnit.HOURS));
      time = plus(HOUR);
      if (time.getHour() == 0) {
        return false;
      }
    }
    return true;
  }

  boolean toMinute(long minutes) {
    while (!FieldSchedule.has(minutes, time.getMinute())) {
      truncate();
      time = plus(MINUTE);
      if (time.getMinute() == 0) {
        return false;
      }
    }
    return true;
  }

  boolean toFullMinute() {
    if (time.getSecond() == 0) {
      return true;
    }
    moved = true;
    time = plus(Duration.ofSeconds(60L - time.getSecond()));
    return false;
  }

  private void reset(LocalDateTime start) {
    if (!moved) {
      moved = true;
      time = at(start);
    }
  }

  /** The original goes round for ever at a day that its zone skips whole. */
  private void advance(ZonedDateTime next) {
    time = next.isAfter(time) ? next : plus(DAY);
  }

  private void truncate() {
    if (!moved) {
      moved = true;
      time = time.toInstant().truncatedTo(ChronoUnit.MINUTES).atZone(zone);
    }
  }

  private ZonedDateTime plus(Duration duration) {
    return time.toInstant().plus(duration).atZone(zone);
  }

  /**
   * The instant of a local time as Go's {@code time.Date} finds it, which decides what becomes of
   * times that the zone skips or has twice.
   */
  private ZonedDateTime at(LocalDateTime local) {
    var seconds = local.toEpochSecond(ZoneOffset.UTC);
    var guess = seconds - offset(seconds);
    return Instant.ofEpochSecond(seconds - offset(guess)).atZone(zone);
  }

  private long offset(long epochSecond) {
    return zone.getRules().getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
  }
}
