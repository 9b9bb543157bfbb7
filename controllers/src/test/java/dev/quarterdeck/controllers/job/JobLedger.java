package dev.quarterdeck.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.HashSet;
import java.util.Set;

/** What one job has counted: no pod twice, and none that is released without being counted. */
final class JobLedger {

  private final Set<String> noted = new HashSet<>();
  private Set<String> open = Set.of();

  /** A status was written. */
  void write(Job job) {
    var status = job.getStatus();
    var uncounted = new HashSet<>(status.getUncountedTerminatedPods().getSucceeded());
    uncounted.addAll(status.getUncountedTerminatedPods().getFailed());
    for (var uid : uncounted) {
      if (!open.contains(uid)) {
        assertThat(noted.add(uid)).as("pod %s is noted once", uid).isTrue();
      }
    }
    open = uncounted;
    var counted = JobFacts.orElse(status.getFailed(), 0) + uncounted.size();
    if (JobFacts.isIndexed(job)) {
      assertThat(JobFacts.orElse(status.getSucceeded(), 0))
          .as("succeeded indexes")
          .isEqualTo(IndexSet.read(status.getCompletedIndexes(), Integer.MAX_VALUE).size());
    } else {
      counted += JobFacts.orElse(status.getSucceeded(), 0);
    }
    assertThat(counted).as("pods counted").isEqualTo(noted.size());
  }

  /** A pod's finalizer goes. */
  void release(Job job, Pod pod) {
    if (job.getMetadata().getDeletionTimestamp() != null
        || JobConditions.finished(job).isPresent()
        || noted.contains(pod.getMetadata().getUid())) {
      return;
    }
    var status = job.getStatus();
    if (JobFacts.isIndexed(job)) {
      var index = CompletionIndex.of(pod);
      // An elastic job may have grown since its controller saw that the pod was one too many.
      var elastic = JobFacts.indexes(job) == JobFacts.parallelism(job);
      if (elastic
          || !CompletionIndex.isWithin(pod, JobFacts.indexes(job))
          || completed(status, index)) {
        return;
      }
    }
    // Whatever still ran when the job had succeeded is of no interest.
    if (JobConditions.holding(job, JobConditions.SUCCESS_CRITERIA_MET).isPresent()) {
      return;
    }
    var fails = JobConditions.holding(job, JobConditions.FAILURE_TARGET).isPresent();
    assertThat((fails || !JobFacts.hasSucceeded(pod)) && !FailurePolicy.judge(job, pod).counts())
        .as("pod %s may be released uncounted", pod.getMetadata().getName())
        .isTrue();
  }

  private static boolean completed(JobStatus status, int index) {
    return IndexSet.read(status.getCompletedIndexes(), Integer.MAX_VALUE).contains(index);
  }
}
