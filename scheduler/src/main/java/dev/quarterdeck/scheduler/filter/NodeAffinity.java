package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.EnumSet;
import java.util.Set;

/** The pod's nodeSelector and required node affinity must both match. */
public final class NodeAffinity implements Filter {

  private static final Rejection MISMATCH =
      Rejection.lasting("node(s) didn't match Pod's node affinity/selector");

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_LABELS_CHANGED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    return pod.nodeSelector().isEmpty() && pod.requiredAffinity().isEmpty()
        ? Check.PASS
        : node -> matches(pod, node) ? null : MISMATCH;
  }

  /** Also the rule by which spreading tells which nodes make domains. */
  static boolean matches(PodInfo pod, NodeInfo node) {
    for (var wanted : pod.nodeSelector().entrySet()) {
      if (!wanted.getValue().equals(node.labels().get(wanted.getKey()))) {
        return false;
      }
    }
    return pod.requiredAffinity()
        .map(terms -> terms.stream().anyMatch(term -> term.matches(node)))
        .orElse(true);
  }
}
