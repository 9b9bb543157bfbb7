package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeTaint;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.EnumSet;
import java.util.Set;

/** Cordoned nodes take only pods that tolerate it. */
public final class NodeUnschedulable implements Filter {

  private static final Rejection CORDONED = Rejection.lasting("node(s) were unschedulable");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS_CHANGED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    return pod.tolerates(NodeTaint.UNSCHEDULABLE)
        ? Check.PASS
        : node -> node.facts().unschedulable() ? CORDONED : null;
  }
}
