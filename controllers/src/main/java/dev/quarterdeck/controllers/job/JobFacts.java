package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/** What a job's spec says, in the terms its controller decides by. */
final class JobFacts {

  /** Pods carry it until the job has counted them. */
  static final String TRACKING = "batch.kubernetes.io/job-tracking";

  private static final String OWN_NAME = "kubernetes.io/job-controller";

  private JobFacts() {}

  static boolean isIndexed(Job job) {
    return "Indexed".equals(job.getSpec().getCompletionMode());
  }

  /** As metrics label it. */
  static String completionMode(Job job) {
    return isIndexed(job) ? "Indexed" : "NonIndexed";
  }

  /** Neither of the two that there are: a newer server's. */
  static boolean hasUnknownMode(Job job) {
    var mode = job.getSpec().getCompletionMode();
    return mode != null && !mode.equals("Indexed") && !mode.equals("NonIndexed");
  }

  /** Empty when one success is enough. */
  static Optional<Integer> completions(Job job) {
    return Optional.ofNullable(job.getSpec().getCompletions());
  }

  /** How many indexes an Indexed job has. */
  static int indexes(Job job) {
    return completions(job).orElse(0);
  }

  static int parallelism(Job job) {
    return orElse(job.getSpec().getParallelism(), 1);
  }

  static int backoffLimit(Job job) {
    return orElse(job.getSpec().getBackoffLimit(), 6);
  }

  static boolean isSuspended(Job job) {
    return Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  static boolean hasLimitPerIndex(Job job) {
    return job.getSpec().getBackoffLimitPerIndex() != null;
  }

  /** Whether a pod is replaced when it has ended, not as soon as it is being deleted. */
  static boolean replacesOnlyEnded(Job job) {
    return "Failed".equals(job.getSpec().getPodReplacementPolicy())
        || job.getSpec().getPodFailurePolicy() != null;
  }

  /** The controller that manages the job in place of this one. */
  static Optional<String> externalManager(Job job) {
    return Optional.ofNullable(job.getSpec().getManagedBy()).filter(name -> !name.equals(OWN_NAME));
  }

  /**
   * Whether the pod counts as failed. A pod that is being deleted does as well, since one without a
   * node may never reach the phase; not so where only ended pods are replaced.
   */
  static boolean hasFailed(Job job, Pod pod) {
    var phase = PodFacts.phase(pod);
    if (phase.equals("Failed")) {
      return true;
    }
    return !replacesOnlyEnded(job) && PodFacts.isTerminating(pod) && !phase.equals("Succeeded");
  }

  static boolean hasSucceeded(Pod pod) {
    return PodFacts.phase(pod).equals("Succeeded");
  }

  /** Whether the pod is still to be counted. */
  static boolean isTracked(Pod pod) {
    return pod.getMetadata().getFinalizers().contains(TRACKING);
  }

  static int orElse(Integer number, int otherwise) {
    return number == null ? otherwise : number;
  }
}
