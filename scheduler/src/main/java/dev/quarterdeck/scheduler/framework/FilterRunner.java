package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;

/** Runs the Filter plugins of a profile, for plugins that ask what would be. */
public interface FilterRunner {

  /**
   * Whether the node can take the pod, with and without the pods of the same or a higher priority
   * that are nominated to it.
   *
   * @param snapshot where the nominated pods are known from
   * @return success, the first rejection, or an error
   */
  Status filter(CycleState state, PodInfo pod, NodeInfo node, Snapshot snapshot);

  /** Tells all plugins that {@code added} is taken to be on the node too; changes the state. */
  void addPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node);

  /** Tells all plugins that {@code removed} is taken not to be there; changes the state. */
  void removePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node);
}
