package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Kubernetes' own metrics of the job controller. */
final class JobMetrics {

  private static final String PREFIX = "job_controller_";

  private static final Duration[] BUCKETS =
      IntStream.range(0, 15).mapToObj(i -> Duration.ofMillis(4L << i)).toArray(Duration[]::new);

  private final MeterRegistry registry;

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void synced(Job job, PodChange change, boolean succeeded, long nanos) {
    var action =
        switch (change) {
          case PodChange.Hold _, PodChange.End _ -> "reconciling";
          case PodChange.Nothing _ -> "tracking";
          case PodChange.Wait _, PodChange.Create _ -> "pods_created";
          case PodChange.Remove _ -> "pods_deleted";
        };
    var tags =
        new String[] {
          "completion_mode",
          JobFacts.completionMode(job),
          "result",
          succeeded ? "success" : "error",
          "action",
          action
        };
    Timer.builder(PREFIX + "job_sync_duration_seconds")
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
    count("job_syncs_total", 1, tags);
  }

  /**
   * A job was not looked at since the mirror has not caught up with the controller's own writes.
   */
  void stale() {
    count("stale_sync_skips_total", 1, "group", "batch", "resource", "jobs");
  }

  void finished(Job job, JobEnd ending) {
    count(
        "jobs_finished_total",
        1,
        "completion_mode",
        JobFacts.completionMode(job),
        "result",
        ending.success() ? "succeeded" : "failed",
        "reason",
        ending.reason());
  }

  /** A job came that another controller manages. */
  void external(String controller) {
    count("jobs_by_external_controller_total", 1, "controller_name", controller);
  }

  /** A status was written. */
  void counted(Job job, JobStatus before) {
    var after = job.getStatus();
    var succeeded = difference(after.getSucceeded(), before.getSucceeded());
    if (JobFacts.isIndexed(job)) {
      succeeded =
          indexes(job, after.getCompletedIndexes()) - indexes(job, before.getCompletedIndexes());
      indexesFinished(job, "succeeded", succeeded);
      indexesFinished(
          job,
          "failed",
          indexes(job, after.getFailedIndexes()) - indexes(job, before.getFailedIndexes()));
    }
    podsFinished(job, "succeeded", succeeded);
    podsFinished(job, "failed", difference(after.getFailed(), before.getFailed()));
  }

  private static int difference(Integer after, Integer before) {
    return JobFacts.orElse(after, 0) - JobFacts.orElse(before, 0);
  }

  private static int indexes(Job job, String text) {
    return IndexSet.read(text, JobFacts.indexes(job)).size();
  }

  private void indexesFinished(Job job, String status, int count) {
    var limit = JobFacts.hasLimitPerIndex(job) ? "perIndex" : "global";
    count("job_finished_indexes_total", count, "status", status, "backoffLimit", limit);
  }

  private void podsFinished(Job job, String result, int count) {
    count(
        "job_pods_finished_total",
        count,
        "completion_mode",
        JobFacts.completionMode(job),
        "result",
        result);
  }

  void judged(Map<FailurePolicy.Action, Integer> actions) {
    actions.forEach(
        (action, count) ->
            count("pod_failures_handled_by_failure_policy_total", count, "action", action.word));
  }

  void created(Job job, Tally tally, int made, int refused) {
    var reason = "new";
    if ("Failed".equals(job.getSpec().getPodReplacementPolicy()) && tally.failed() > 0) {
      reason = "recreate_failed";
    } else if (tally.failed() > 0 || tally.terminating() > 0) {
      reason = "recreate_terminating_or_failed";
    }
    count("job_pods_creation_total", made, "reason", reason, "status", "succeeded");
    count("job_pods_creation_total", refused, "reason", reason, "status", "failed");
  }

  /**
   * Ended pods that wait for their finalizer to be taken off come and go.
   *
   * @param before null for a new pod
   * @param after null for one that is gone
   */
  void tracked(Pod before, Pod after) {
    var was = before != null && waits(before);
    var is = after != null && waits(after);
    if (was != is) {
      count("terminated_pods_tracking_finalizer_total", 1, "event", is ? "add" : "delete");
    }
  }

  private static boolean waits(Pod pod) {
    return PodFacts.isFinished(pod) && JobFacts.isTracked(pod);
  }

  private void count(String name, int count, String... tags) {
    if (count > 0) {
      registry.counter(PREFIX + name, tags).increment(count);
    }
  }
}
