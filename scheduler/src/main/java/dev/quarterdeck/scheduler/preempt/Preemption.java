package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.placement.Diagnosis;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;

/** Says what removing pods of lower priority could do for a pod that found no node. Pure. */
@FunctionalInterface
public interface Preemption {

  /**
   * @return the sentence that goes into the pod's condition and event, after {@code preemption: }
   */
  String consider(PodInfo pod, Snapshot snapshot, Diagnosis diagnosis);

  /** Removes nobody, and says so in Kubernetes' words. */
  Preemption NEVER =
      (pod, snapshot, diagnosis) -> {
        if (!pod.mayPreempt()) {
          return "not eligible due to preemptionPolicy=Never.";
        }
        return diagnosis.preemptionSummary();
      };
}
