package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which start of a cron job is due. Of those that were missed only the last one counts.
 *
 * @param since the last start, or when the cron job was made, or what its deadline leaves of it
 * @param due the last start since then; empty for none
 * @param missed how many starts there were, as far as an even schedule tells
 * @param valid false when the schedule has no two starts: it names days that there are not
 */
record Starts(Instant since, Optional<Instant> due, Missed missed, boolean valid) {

  /** How many starts there were. */
  enum Missed {
    NONE,
    FEW,
    /** More than a hundred, which are more than anybody wants to be caught up with. */
    MANY
  }

  private static final int MANY = 100;

  /** Clocks differ a little: a start looked for too early would not be due yet. */
  private static final Duration LATE_ENOUGH = Duration.ofMillis(100);

  /**
   * Looks at the starts until {@code now}.
   *
   * @param withDeadline whether those that are too late by the cron job's deadline are passed over
   */
  static Starts until(
      Instant now,
      CronJob cronJob,
      CronJobStatus status,
      Timetable timetable,
      boolean withDeadline) {
    var since = since(now, cronJob, status, withDeadline);
    var first = timetable.next(since);
    var second = first.flatMap(timetable::next);
    if (first.filter(now::isBefore).isPresent()) {
      return new Starts(since, Optional.empty(), Missed.NONE, true);
    }
    if (second.filter(now::isBefore).isPresent()) {
      return new Starts(since, first, Missed.NONE, true);
    }
    var interval = second.map(s -> roundedSeconds(first.orElseThrow(), s)).orElse(0L);
    if (interval < 1) {
      return new Starts(since, Optional.empty(), Missed.NONE, false);
    }
    return several(now, since, first.orElseThrow(), interval, timetable);
  }

  private static Instant since(
      Instant now, CronJob cronJob, CronJobStatus status, boolean withDeadline) {
    var since =
        Timestamps.parse(status.getLastScheduleTime())
            .or(() -> Timestamps.parse(cronJob.getMetadata().getCreationTimestamp()))
            .orElse(now);
    var deadline = cronJob.getSpec().getStartingDeadlineSeconds();
    if (!withDeadline || deadline == null) {
      return since;
    }
    var limit = now.minusSeconds(deadline);
    return limit.isAfter(since) ? limit : since;
  }

  private static long roundedSeconds(Instant first, Instant second) {
    return Math.round(Duration.between(first, second).toMillis() / 1000.0);
  }

  /**
   * A schedule may go for years unlooked at: rather than to go through all its starts, as many
   * intervals as fit are skipped, less two, and only the rest is gone through.
   */
  private static Starts several(
      Instant now, Instant since, Instant first, long interval, Timetable timetable) {
    var count = Duration.between(first, now).toSeconds() / interval + 1;
    var due = Optional.<Instant>empty();
    var next = timetable.next(first.plusSeconds((count - 2) * interval));
    while (next.filter(start -> !start.isAfter(now)).isPresent()) {
      due = next;
      next = timetable.next(next.get());
    }
    return new Starts(since, due, count > MANY ? Missed.MANY : Missed.FEW, true);
  }

  /** How long to wait for the next start; empty when there is none. */
  static Optional<Duration> untilNext(
      Instant now, CronJob cronJob, CronJobStatus status, Timetable timetable) {
    var starts = until(now, cronJob, status, timetable, false);
    var last = starts.due.orElse(starts.valid && starts.missed == Missed.NONE ? starts.since : now);
    return timetable.next(last).map(next -> Duration.between(now, next.plus(LATE_ENOUGH)));
  }
}
