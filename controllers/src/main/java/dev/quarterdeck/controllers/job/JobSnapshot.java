package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.meta.Owners;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a pass over one job decides by.
 *
 * @param pods the job's own
 * @param settled whether all pods it made and removed have been seen to come and go; until then
 *     their number is not to be trusted
 * @param released uids of pods whose tracking finalizer was taken off, which {@code pods} may not
 *     show yet
 * @param backOff over the failures of earlier passes
 */
record JobSnapshot(
    Job job, List<Pod> pods, boolean settled, Set<String> released, BackOff backOff, Instant now) {

  private static final JobStatus NO_STATUS = new JobStatus();

  JobSnapshot {
    pods = List.copyOf(pods);
    released = Set.copyOf(released);
  }

  JobStatus status() {
    return Objects.requireNonNullElse(job.getStatus(), NO_STATUS);
  }

  boolean isDeleting() {
    return Owners.isTerminating(job);
  }

  /** Whether the pod carries the tracking finalizer still. */
  boolean isTracked(Pod pod) {
    return JobFacts.isTracked(pod) && !released.contains(pod.getMetadata().getUid());
  }

  /** Whether the pod counts for the job: an Indexed one only counts pods of its indexes. */
  boolean hasPlace(Pod pod) {
    return !JobFacts.isIndexed(job) || CompletionIndex.isWithin(pod, JobFacts.indexes(job));
  }
}
