package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.EnumSet;
import java.util.Set;

/** A pod that names its node runs there or nowhere. */
public final class NodeName implements Filter {

  private static final Rejection OTHER =
      Rejection.lasting("node(s) didn't match the requested node name");

  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(ClusterEvent.NODE_ADDED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    var wanted = pod.requiredNode();
    return wanted.isEmpty() ? Check.PASS : node -> node.name().equals(wanted) ? null : OTHER;
  }
}
