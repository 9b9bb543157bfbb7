package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.EnumSet;
import java.util.Set;

/** Nodes with a NoSchedule or NoExecute taint take only pods that tolerate it. */
public final class TaintToleration implements Filter {

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS_CHANGED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    return node -> check(pod, node);
  }

  private static Rejection check(PodInfo pod, NodeInfo node) {
    for (var taint : node.taints()) {
      if (taint.forbids() && !pod.tolerates(taint)) {
        return Rejection.lasting(
            "node(s) had untolerated taint {%s: %s}".formatted(taint.key(), taint.value()));
      }
    }
    return null;
  }
}
