package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.Optional;

/** Extension point PreFilter: what is the same for all nodes is computed once for the pod. */
public interface PreFilterPlugin extends Plugin {

  /** Computes what the plugin's Filter needs; may reject the pod, or name the only nodes for it. */
  PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot);

  /** How to follow pods that are added or removed in thought; empty when that changes nothing. */
  default Optional<PreFilterExtensions> preFilterExtensions() {
    return Optional.empty();
  }

  /**
   * Keeps the result of PreFilter true for a node with other pods than the snapshot's. Preemption
   * uses this to ask what would be if pods were not there. The state is a copy.
   */
  interface PreFilterExtensions {

    /**
     * {@code added} is taken to be on the node too.
     *
     * @param pod the one that is being scheduled
     */
    void addPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node);

    /**
     * {@code removed} is taken not to be on the node.
     *
     * @param pod the one that is being scheduled
     */
    void removePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node);
  }
}
