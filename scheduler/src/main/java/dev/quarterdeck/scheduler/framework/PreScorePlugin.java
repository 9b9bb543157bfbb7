package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;

/** Extension point PreScore: what is the same for all nodes is computed once for the pod. */
public interface PreScorePlugin extends Plugin {

  /**
   * Computes what the plugin's Score needs.
   *
   * @param feasible the nodes that can take the pod, at least two
   * @return success, or skip when the plugin has no preference for this pod
   */
  Status preScore(CycleState state, PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible);
}
