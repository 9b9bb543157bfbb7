package dev.quarterdeck.controllers.ttlafterfinished;

import dev.quarterdeck.controllers.job.JobConditions;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Optional;

/**
 * When a job that has ended is deleted (<a
 * href="https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/">Automatic
 * cleanup for finished jobs</a>).
 */
final class TtlPlan {

  private TtlPlan() {}

  /** Empty for a job that has not ended, that stays, or that goes already. */
  static Optional<Instant> expiry(Job job) {
    var ttl = job.getSpec().getTtlSecondsAfterFinished();
    if (ttl == null || Owners.isTerminating(job)) {
      return Optional.empty();
    }
    return JobConditions.finished(job)
        .flatMap(condition -> Timestamps.parse(condition.getLastTransitionTime()))
        .map(end -> end.plusSeconds(ttl));
  }
}
