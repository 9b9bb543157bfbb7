package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/**
 * Extension point Reserve: what the plugin keeps in memory about the cluster follows the decision
 * before it is written to the API server.
 */
public interface ReservePlugin extends Plugin {

  /** The pod is going to be bound to the node. When a plugin rejects, all are unreserved. */
  Status reserve(CycleState state, PodInfo pod, String node);

  /**
   * The pod is not going to be bound to the node after all. Called for every plugin in reverse
   * order, also for those whose reserve was not called; calling it twice must do no harm.
   */
  void unreserve(CycleState state, PodInfo pod, String node);
}
