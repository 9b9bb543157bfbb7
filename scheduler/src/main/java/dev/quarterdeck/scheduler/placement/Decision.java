package dev.quarterdeck.scheduler.placement;

/** Where a pod goes. */
public sealed interface Decision {

  /**
   * @param evaluated how many nodes were asked
   * @param feasible how many of them could take the pod
   */
  record Placed(String node, int evaluated, int feasible) implements Decision {}

  record Unplaceable(Diagnosis diagnosis) implements Decision {}
}
