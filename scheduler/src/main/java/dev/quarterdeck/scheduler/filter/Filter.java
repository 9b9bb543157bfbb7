package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/** A rule that says on which nodes a pod cannot run. Pure. */
public interface Filter {

  /** The name Kubernetes gives the plugin that has this rule. */
  String name();

  /** What may happen in the cluster to make a node this filter rejected acceptable. */
  Set<ClusterEvent> helpedBy();

  /** Prepares to check one pod; {@link Check#PASS} when the rule does not concern it. */
  Check prepare(PodInfo pod, Snapshot snapshot);

  /** Checks nodes for one pod. */
  @FunctionalInterface
  interface Check {
    Check PASS = node -> null;

    /**
     * @return why the pod cannot run there, null when it can
     */
    Rejection check(NodeInfo node);
  }

  /**
   * Why a pod cannot run on a node, in the words of Kubernetes.
   *
   * @param reasons not empty
   * @param preemptable removing other pods from the node could help
   */
  record Rejection(List<String> reasons, boolean preemptable) {

    static Rejection lasting(String reason) {
      return new Rejection(List.of(reason), false);
    }

    static Rejection preemptable(String reason) {
      return new Rejection(List.of(reason), true);
    }
  }
}
