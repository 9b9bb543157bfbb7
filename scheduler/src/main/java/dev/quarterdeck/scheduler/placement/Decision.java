package dev.quarterdeck.scheduler.placement;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.PostFilterResult;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.profile.ScoreTable;
import java.util.Optional;

/** What is decided for a pod. */
public sealed interface Decision {

  /**
   * A node can take the pod, and is the best of those that can.
   *
   * @param state what the plugins have computed, for those from Reserve on
   * @param searched how many nodes the search went through
   * @param feasible how many of them could take the pod
   * @param scores why this one; empty when it was the only one
   */
  record Placed(
      CycleState state, String node, int searched, int feasible, Optional<ScoreTable> scores)
      implements Decision {}

  /** No node can take the pod. */
  record Unschedulable(Diagnosis diagnosis, PostFilterResult postFilter) implements Decision {}

  /** A plugin failed. */
  record Failed(Status.Error error) implements Decision {}
}
