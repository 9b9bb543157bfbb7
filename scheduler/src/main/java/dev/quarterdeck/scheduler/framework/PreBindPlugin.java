package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point PreBind: what must be done before the pod is bound, such as binding volumes. */
public interface PreBindPlugin extends Plugin {

  /**
   * Whether PreBind has something to do for the pod; does nothing itself.
   *
   * @return success or skip
   */
  Status preBindPreFlight(CycleState state, PodInfo pod, String node);

  /** Does the work; may take its time. Without success the pod is not bound. */
  Status preBind(CycleState state, PodInfo pod, String node) throws InterruptedException;
}
