package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.job.JobConditions;
import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares a cron job's list of active jobs with the jobs there are.
 *
 * @param status with the list put right
 * @param unexpected jobs that run, are not in the list, and that the controller did not make
 * @param missing what the list has and was not found
 */
record ActiveJobs(
    CronJobStatus status, List<Job> unexpected, List<ObjectReference> missing, List<Note> notes) {

  /** The cron job's list against the jobs that it controls. */
  static ActiveJobs settle(CronJob cronJob, CronJobStatus before, Collection<Job> jobs) {
    var status = before;
    var unexpected = new ArrayList<Job>();
    var notes = new ArrayList<Note>();
    for (var job : jobs) {
      var listed = isListed(status, uid(job));
      var end = JobConditions.finished(job);
      var start = listed ? Optional.<Instant>empty() : forgotten(cronJob, status, job);
      if (start.isPresent()) {
        status = end.isEmpty() ? with(status, job, start.get()) : started(status, start.get());
      } else if (end.isEmpty() && !listed) {
        unexpected.add(job);
      }
      if (end.isPresent() && listed) {
        status = without(status, uid(job));
        notes.add(completed(job, end.get().getType()));
      }
      status = end.isPresent() ? withSuccess(status, job, end.get().getType()) : status;
    }
    return new ActiveJobs(status, unexpected, missing(status, jobs), notes);
  }

  private static Note completed(Job job, String end) {
    var text = "Saw completed job: %s, condition: %s";
    return Note.normal("SawCompletedJob", text.formatted(job.getMetadata().getName(), end));
  }

  /** Which start the job is of, if its status was not written after it was made. */
  private static Optional<Instant> forgotten(CronJob cronJob, CronJobStatus status, Job job) {
    var last = Timestamps.parse(status.getLastScheduleTime()).orElse(Instant.MIN);
    return ScheduledJob.start(job)
        .filter(start -> ScheduledJob.name(cronJob, start).equals(job.getMetadata().getName()))
        .filter(start -> start.isAfter(last));
  }

  private static List<ObjectReference> missing(CronJobStatus status, Collection<Job> jobs) {
    var known = jobs.stream().map(ActiveJobs::uid).collect(Collectors.toSet());
    return status.getActive().stream().filter(ref -> !known.contains(ref.getUid())).toList();
  }

  private static CronJobStatus withSuccess(CronJobStatus status, Job job, String end) {
    var completion = Timestamps.parse(job.getStatus().getCompletionTime());
    var last = Timestamps.parse(status.getLastSuccessfulTime()).orElse(Instant.MIN);
    return end.equals(JobConditions.COMPLETE) && completion.filter(last::isBefore).isPresent()
        ? new CronJobStatusBuilder(status)
            .withLastSuccessfulTime(job.getStatus().getCompletionTime())
            .build()
        : status;
  }

  /** The status with a job that was made for a start. */
  static CronJobStatus with(CronJobStatus status, Job job, Instant start) {
    return new CronJobStatusBuilder(started(status, start))
        .addToActive(EventRecorder.reference(job))
        .build();
  }

  private static CronJobStatus started(CronJobStatus status, Instant start) {
    return new CronJobStatusBuilder(status).withLastScheduleTime(Timestamps.format(start)).build();
  }

  static boolean isListed(CronJobStatus status, String uid) {
    return status.getActive().stream().anyMatch(ref -> uid.equals(ref.getUid()));
  }

  static boolean isListedByName(CronJobStatus status, String name) {
    return status.getActive().stream().anyMatch(ref -> Objects.equals(name, ref.getName()));
  }

  static CronJobStatus without(CronJobStatus status, String uid) {
    return new CronJobStatusBuilder(status)
        .withActive(status.getActive().stream().filter(ref -> !uid.equals(ref.getUid())).toList())
        .build();
  }

  private static String uid(Job job) {
    return job.getMetadata().getUid();
  }
}
