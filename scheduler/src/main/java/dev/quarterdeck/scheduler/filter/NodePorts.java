package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.EnumSet;
import java.util.Set;

/** Two pods cannot have the same host port on one node. */
public final class NodePorts implements Filter {

  private static final Rejection TAKEN =
      Rejection.preemptable("node(s) didn't have free ports for the requested pod ports");

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(ClusterEvent.NODE_ADDED, ClusterEvent.POD_FREED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    return pod.hostPorts().isEmpty() ? Check.PASS : node -> taken(pod, node) ? TAKEN : null;
  }

  private static boolean taken(PodInfo pod, NodeInfo node) {
    for (var other : node.pods()) {
      for (var port : other.hostPorts()) {
        if (pod.hostPorts().stream().anyMatch(port::conflictsWith)) {
          return true;
        }
      }
    }
    return false;
  }
}
