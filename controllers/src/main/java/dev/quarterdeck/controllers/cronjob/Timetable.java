package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.model.cron.CronSchedule;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A cron job's schedule in its time zone.
 *
 * @param local the zone of the controllers, which counts where the cron job names none
 */
record Timetable(CronSchedule schedule, ZoneId local) {

  /**
   * Reads the schedule. A zone written into it, which older API servers let pass, counts for more
   * than the cron job's own.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static Timetable of(CronJob cronJob, ZoneId local) {
    var schedule = cronJob.getSpec().getSchedule();
    var zone = cronJob.getSpec().getTimeZone();
    var text = zone == null || hasZone(cronJob) ? schedule : "TZ=" + zone + " " + schedule;
    return new Timetable(CronSchedule.parse(text), local);
  }

  /** Whether a zone is written into the schedule. */
  static boolean hasZone(CronJob cronJob) {
    return cronJob.getSpec().getSchedule().contains("TZ");
  }

  Optional<Instant> next(Instant after) {
    return schedule.next(after, local);
  }
}
