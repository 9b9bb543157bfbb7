package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.cronjob.CronJobPlan.Decision;
import dev.quarterdeck.controllers.job.JobConditions;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One look at one cron job. Its status is written once, at the end, whatever went wrong before. */
final class CronJobPass {

  private final CronJobApi api;
  private final CronJobMetrics metrics;
  private final Instant now;
  private final ZoneId local;
  private final Map<String, Instant> asked;
  private final List<Job> jobs;
  private final Set<Note> notes = new LinkedHashSet<>();

  private CronJob cronJob;
  private CronJobStatus status;

  /**
   * @param asked by the cron job's uid, the last start that a job was asked for and that its status
   *     was not seen to have; the pass keeps it
   */
  CronJobPass(
      CronJobApi api,
      CronJobMetrics metrics,
      Instant now,
      ZoneId local,
      Map<String, Instant> asked,
      CronJob cronJob) {
    this.api = api;
    this.metrics = metrics;
    this.now = now;
    this.local = local;
    this.asked = asked;
    jobs = new ArrayList<>(api.jobs(cronJob));
    see(cronJob);
  }

  private void see(CronJob cronJob) {
    this.cronJob = cronJob;
    status = Objects.requireNonNullElseGet(cronJob.getStatus(), CronJobStatus::new);
  }

  private String uid() {
    return cronJob.getMetadata().getUid();
  }

  Result run() throws InterruptedException {
    try {
      var result = act();
      finish();
      return result;
    } catch (KubernetesClientException e) {
      finish();
      throw e;
    }
  }

  private void finish() throws InterruptedException {
    notes.forEach(note -> api.event(cronJob, note));
    var before = Objects.requireNonNullElseGet(cronJob.getStatus(), CronJobStatus::new);
    if (!status.equals(before)) {
      api.write(cronJob, status);
      asked.remove(uid());
    }
  }

  private Result act() throws InterruptedException {
    recall();
    var failure = clearHistory();
    if (hasUnlistedJobs()) {
      seeAnew();
    }
    var decision = decide();
    if (decision instanceof Decision.Start && seeAnew()) {
      decision = decide();
    }
    notes.addAll(decision.notes());
    var result =
        switch (decision) {
          case Decision.Rest _ -> Result.done();
          case Decision.Wait(var next, _) -> again(next);
          case Decision.Start start -> start(start);
        };
    if (failure.isPresent()) {
      throw failure.get();
    }
    return result;
  }

  private static Result again(Optional<Duration> next) {
    return next.map(Result::requeueAfter).orElseGet(Result::done);
  }

  /** A job that was asked for may be there although neither status nor mirror shows it. */
  private void recall() throws InterruptedException {
    var start = asked.get(uid());
    if (start == null) {
      return;
    }
    var key =
        new ObjectKey(cronJob.getMetadata().getNamespace(), ScheduledJob.name(cronJob, start));
    if (jobs.stream().anyMatch(job -> ObjectKey.of(job).equals(key))) {
      return;
    }
    api.liveJob(key)
        .filter(job -> Owners.isControlledBy(job, uid()))
        .ifPresentOrElse(jobs::add, () -> asked.remove(uid()));
  }

  /** An old job that cannot be deleted keeps no new one from its start. */
  private Optional<KubernetesClientException> clearHistory() throws InterruptedException {
    var failure = Optional.<KubernetesClientException>empty();
    for (var job : JobHistory.surplus(cronJob, status, jobs)) {
      try {
        remove(ObjectKey.of(job), job.getMetadata().getUid());
      } catch (KubernetesClientException e) {
        failure = Optional.of(e);
      }
    }
    return failure;
  }

  private void remove(ObjectKey job, String uid) throws InterruptedException {
    try {
      api.delete(job, uid);
    } catch (KubernetesClientException e) {
      notes.add(Note.warning("FailedDelete", "Deleted job: " + e.getMessage()));
      throw e;
    }
    status = ActiveJobs.without(status, uid);
    notes.add(Note.normal("SuccessfulDelete", "Deleted job " + job.name()));
  }

  private boolean hasUnlistedJobs() {
    return jobs.stream()
        .filter(job -> JobConditions.finished(job).isEmpty())
        .anyMatch(job -> !ActiveJobs.isListed(status, job.getMetadata().getUid()));
  }

  /**
   * Looks at the cron job as the server has it: the mirror's status may be an old one.
   *
   * @return false when it was not
   */
  private boolean seeAnew() throws InterruptedException {
    var live =
        api.liveCronJob(ObjectKey.of(cronJob))
            .filter(other -> other.getMetadata().getUid().equals(uid()))
            .filter(other -> !version(other).equals(version(cronJob)));
    live.ifPresent(this::see);
    return live.isPresent();
  }

  private static String version(CronJob cronJob) {
    return cronJob.getMetadata().getResourceVersion();
  }

  private Decision decide() throws InterruptedException {
    var active = ActiveJobs.settle(cronJob, status, jobs);
    status = active.status();
    notes.addAll(active.notes());
    for (var job : active.unexpected()) {
      var text = "Saw a job that the controller did not create or forgot: ";
      notes.add(Note.warning("UnexpectedJob", text + job.getMetadata().getName()));
    }
    for (var reference : active.missing()) {
      if (isGone(reference)) {
        status = ActiveJobs.without(status, reference.getUid());
        notes.add(Note.normal("MissingJob", "Active job went missing: " + reference.getName()));
      }
    }
    return CronJobPlan.next(cronJob, status, now, local);
  }

  private boolean isGone(ObjectReference reference) throws InterruptedException {
    return api.liveJob(new ObjectKey(reference.getNamespace(), reference.getName()))
        .filter(job -> job.getMetadata().getUid().equals(reference.getUid()))
        .isEmpty();
  }

  private Result start(Decision.Start decision) throws InterruptedException {
    for (var active : decision.replaced()) {
      remove(new ObjectKey(active.getNamespace(), active.getName()), active.getUid());
    }
    var job = create(decision.start());
    if (Owners.isControlledBy(job, uid())
        && !ActiveJobs.isListed(status, job.getMetadata().getUid())) {
      status = ActiveJobs.with(status, job, decision.start());
    }
    return again(Starts.untilNext(now, cronJob, status, Timetable.of(cronJob, local)));
  }

  /** The new job, or the one that has its name: of an earlier pass, or somebody else's. */
  private Job create(Instant start) throws InterruptedException {
    var wanted = ScheduledJob.of(cronJob, start);
    asked.put(uid(), start);
    try {
      var created = api.create(wanted);
      if (created.isPresent()) {
        tell(created.get(), start);
        return created.get();
      }
      var key = ObjectKey.of(wanted);
      return api.liveJob(key)
          .orElseThrow(() -> new KubernetesClientException(key + " came and went", 409, null));
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNamespaceTerminating(e)) {
        notes.add(Note.warning("FailedCreate", "Error creating job: " + e.getMessage()));
      }
      throw e;
    }
  }

  private void tell(Job created, Instant start) {
    var made = Timestamps.parse(created.getMetadata().getCreationTimestamp()).orElse(now);
    metrics.created(Duration.between(start, made));
    var name = created.getMetadata().getName();
    notes.add(Note.normal("SuccessfulCreate", "Created job " + name));
  }
}
