package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.controllers.cronjob.Starts.Missed;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.model.time.TimeZones;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides whether a cron job starts a job now, or when it is to be looked at again. */
final class CronJobPlan {

  private static final String DOCUMENTATION =
      "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/";

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** What to do. */
  sealed interface Decision {

    List<Note> notes();

    /** Nothing until the cron job changes. */
    record Rest(List<Note> notes) implements Decision {}

    /**
     * Look again.
     *
     * @param next empty when the schedule has no further start
     */
    record Wait(Optional<Duration> next, List<Note> notes) implements Decision {}

    /**
     * Start a job.
     *
     * @param start which start it is
     * @param replaced jobs to delete before
     */
    record Start(Instant start, List<ObjectReference> replaced, List<Note> notes)
        implements Decision {}
  }

  private final CronJob cronJob;
  private final CronJobStatus status;
  private final Instant now;
  private final List<Note> notes = new ArrayList<>();

  private CronJobPlan(CronJob cronJob, CronJobStatus status, Instant now) {
    this.cronJob = cronJob;
    this.status = status;
    this.now = now;
  }

  /**
   * Decides.
   *
   * @param status the cron job's, with its list of active jobs settled
   * @param local the zone of cron jobs that name none
   */
  static Decision next(CronJob cronJob, CronJobStatus status, Instant now, ZoneId local) {
    return new CronJobPlan(cronJob, status, now).decide(local);
  }

  private Decision decide(ZoneId local) {
    var spec = cronJob.getSpec();
    if (Owners.isTerminating(cronJob)) {
      return rest();
    }
    if (spec.getTimeZone() != null && TimeZones.find(spec.getTimeZone()).isEmpty()) {
      var text = "invalid timeZone: \"%s\": unknown time zone %s";
      return rest(warning("UnknownTimeZone", text, spec.getTimeZone(), spec.getTimeZone()));
    }
    if (Boolean.TRUE.equals(spec.getSuspend())) {
      return rest();
    }
    if (Timetable.hasZone(cronJob)) {
      var text =
          "CRON_TZ or TZ used in schedule \"%s\" is not officially supported, see %s for more"
              + " details";
      notes.add(warning("UnsupportedSchedule", text, spec.getSchedule(), DOCUMENTATION));
    }
    Timetable timetable;
    try {
      timetable = Timetable.of(cronJob, local);
    } catch (IllegalArgumentException e) {
      var text = "unparseable schedule: \"%s\" : %s";
      return rest(warning("UnparseableSchedule", text, spec.getSchedule(), e.getMessage()));
    }
    return decide(timetable);
  }

  private Decision decide(Timetable timetable) {
    var starts = Starts.until(now, cronJob, status, timetable, true);
    if (!starts.valid()) {
      var text =
          "invalid schedule: %s : time difference between two schedules is less than 1 second";
      return rest(warning("InvalidSchedule", text, cronJob.getSpec().getSchedule()));
    }
    if (starts.due().isEmpty()) {
      return wait(timetable);
    }
    if (starts.missed() == Missed.MANY) {
      var text =
          "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock"
              + " skew";
      notes.add(Note.warning("TooManyMissedTimes", text));
    }
    return start(starts.due().get(), timetable);
  }

  private Decision start(Instant start, Timetable timetable) {
    var deadline = cronJob.getSpec().getStartingDeadlineSeconds();
    if (deadline != null && start.plusSeconds(deadline).isBefore(now)) {
      var text = "Missed scheduled time to start a job: %s";
      return wait(timetable, warning("MissSchedule", text, RFC_1123.format(start)));
    }
    var last = Timestamps.parse(status.getLastScheduleTime());
    if (last.filter(start::equals).isPresent()
        || ActiveJobs.isListedByName(status, ScheduledJob.name(cronJob, start))) {
      return wait(timetable);
    }
    var policy = cronJob.getSpec().getConcurrencyPolicy();
    if ("Forbid".equals(policy) && !status.getActive().isEmpty()) {
      var text =
          "Not starting job because prior execution is running and concurrency policy is Forbid";
      return wait(timetable, Note.normal("JobAlreadyActive", text));
    }
    var replaced = "Replace".equals(policy) ? status.getActive() : List.<ObjectReference>of();
    return new Decision.Start(start, replaced, notes);
  }

  private Decision rest(Note... more) {
    notes.addAll(List.of(more));
    return new Decision.Rest(notes);
  }

  private Decision wait(Timetable timetable, Note... more) {
    notes.addAll(List.of(more));
    return new Decision.Wait(Starts.untilNext(now, cronJob, status, timetable), notes);
  }

  private static Note warning(String reason, String text, Object... parts) {
    return Note.warning(reason, text.formatted(parts));
  }
}
