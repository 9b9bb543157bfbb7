package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.controllers.job.JobConditions;
import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which of a cron job's ended jobs are too many. */
final class JobHistory {

  private static final Comparator<Job> OLDEST_FIRST =
      Comparator.<Job, Instant>comparing(
              job -> Timestamps.parse(job.getStatus().getStartTime()).orElse(Instant.MAX))
          .thenComparing(job -> job.getMetadata().getName());

  private JobHistory() {}

  /** The oldest beyond the cron job's limits, which hold for each outcome by itself. */
  static List<Job> surplus(CronJob cronJob, CronJobStatus status, Collection<Job> jobs) {
    var spec = cronJob.getSpec();
    var recorded = jobs.stream().filter(job -> isRecorded(status, job)).toList();
    var surplus = new ArrayList<Job>();
    surplus.addAll(surplus(recorded, JobConditions.COMPLETE, spec.getSuccessfulJobsHistoryLimit()));
    surplus.addAll(surplus(recorded, JobConditions.FAILED, spec.getFailedJobsHistoryLimit()));
    return surplus;
  }

  /**
   * A job is the only trace of its start until the status has it: without either it would be
   * started again.
   */
  private static boolean isRecorded(CronJobStatus status, Job job) {
    var start = ScheduledJob.start(job);
    var last = Timestamps.parse(status.getLastScheduleTime()).orElse(Instant.MIN);
    return start.filter(time -> time.isAfter(last)).isEmpty();
  }

  private static List<Job> surplus(List<Job> jobs, String end, Integer limit) {
    if (limit == null) {
      return List.of();
    }
    var ended =
        jobs.stream()
            .filter(
                job -> JobConditions.finished(job).filter(c -> end.equals(c.getType())).isPresent())
            .sorted(OLDEST_FIRST)
            .toList();
    return ended.subList(0, Math.max(0, ended.size() - limit));
  }
}
