package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;

/** Extension point PostFilter: no node can take the pod; what could be done about it? */
public interface PostFilterPlugin extends Plugin {

  /**
   * Asked when every node was rejected. It decides only: the scheduler carries out what it says.
   *
   * @param statuses why each node was rejected
   * @param filters runs the Filter plugins on nodes as they would be
   */
  PostFilterResult postFilter(
      CycleState state,
      PodInfo pod,
      Snapshot snapshot,
      NodeStatuses statuses,
      FilterRunner filters);
}
