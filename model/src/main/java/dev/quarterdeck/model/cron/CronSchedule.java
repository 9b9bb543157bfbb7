package dev.quarterdeck.model.cron;

import dev.quarterdeck.model.time.GoDuration;
import dev.quarterdeck.model.time.TimeZones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * When something recurs, in the grammar that CronJobs have: the standard parser of <a
 * href="https://pkg.go.dev/github.com/robfig/cron/v3">robfig/cron v3</a>. Five fields (minute,
 * hour, day of month, month, day of week) or a descriptor such as {@code @daily} or {@code @every
 * 1h30m}, with {@code TZ=} or {@code CRON_TZ=} and a zone's name before it if need be.
 *
 * <p>No library on Maven Central has this grammar: the known ones take 7 for Sunday, {@code L} and
 * {@code W}, or do not take {@code ?}, {@code @every} and a day that matches either of two day
 * fields.
 */
public sealed interface CronSchedule permits FieldSchedule, ConstantDelay {

  /**
   * The first time after {@code after}.
   *
   * @param local the zone of a schedule that names none
   * @return empty when there is none within five years
   */
  Optional<Instant> next(Instant after, ZoneId local);

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException in the original's words, which API clients see
   */
  static CronSchedule parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty spec string");
    }
    if (!text.startsWith("TZ=") && !text.startsWith("CRON_TZ=")) {
      return parse(text, Optional.empty());
    }
    var end = text.indexOf(' ');
    if (end < 0) {
      throw new IllegalArgumentException(
          "invalid schedule format: nothing follows the time zone: " + text);
    }
    var name = text.substring(text.indexOf('=') + 1, end);
    var zone =
        TimeZones.find(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "provided bad location %s: unknown time zone %s".formatted(name, name)));
    return parse(text.substring(end).strip(), Optional.of(zone));
  }

  private static CronSchedule parse(String text, Optional<ZoneId> zone) {
    if (text.startsWith("@")) {
      return descriptor(text, zone);
    }
    var stripped = text.strip();
    var fields = stripped.isEmpty() ? List.<String>of() : List.of(stripped.split("\\s+"));
    if (fields.size() != 5) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found %d: [%s]"
              .formatted(fields.size(), String.join(" ", fields)));
    }
    return FieldSchedule.parse(fields, zone);
  }

  private static CronSchedule descriptor(String text, Optional<ZoneId> zone) {
    return switch (text) {
      case "@yearly", "@annually" -> parse("0 0 1 1 *", zone);
      case "@monthly" -> parse("0 0 1 * *", zone);
      case "@weekly" -> parse("0 0 * * 0", zone);
      case "@daily", "@midnight" -> parse("0 0 * * *", zone);
      case "@hourly" -> parse("0 * * * *", zone);
      default -> every(text);
    };
  }

  private static CronSchedule every(String text) {
    if (!text.startsWith("@every ")) {
      throw new IllegalArgumentException("unrecognized descriptor: " + text);
    }
    Duration delay;
    try {
      delay = GoDuration.parse(text.substring("@every ".length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "failed to parse duration " + text + ": " + e.getMessage(), e);
    }
    return ConstantDelay.of(delay);
  }
}
