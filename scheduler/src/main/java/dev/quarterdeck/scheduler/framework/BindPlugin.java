package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point Bind: writes the decision to the API server. */
public interface BindPlugin extends Plugin {

  /**
   * Binds the pod.
   *
   * @return success, or skip to leave the pod to the next Bind plugin
   */
  Status bind(CycleState state, PodInfo pod, String node) throws InterruptedException;
}
