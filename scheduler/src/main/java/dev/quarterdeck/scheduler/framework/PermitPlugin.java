package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point Permit: may the pod be bound now? */
public interface PermitPlugin extends Plugin {

  /**
   * Asked on the deciding thread, which must not wait here.
   *
   * @return success, a rejection, or {@link Status.Wait}: then binding waits until the plugin
   *     allows the pod through {@link WaitingPods}, rejects it, or the timeout has passed
   */
  Status permit(CycleState state, PodInfo pod, String node);
}
