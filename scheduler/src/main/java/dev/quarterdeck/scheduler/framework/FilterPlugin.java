package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point Filter: can the node take the pod? */
public interface FilterPlugin extends Plugin {

  /**
   * Asked for many nodes, so it should be quick and make no garbage.
   *
   * @param node may have other pods than the snapshot's node of that name
   * @return {@link Status#SUCCESS} or a {@link Status.Rejection}
   */
  Status filter(CycleState state, PodInfo pod, NodeInfo node);
}
