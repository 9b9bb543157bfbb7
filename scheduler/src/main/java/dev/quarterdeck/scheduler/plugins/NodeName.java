package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/** A pod that names its node ({@code spec.nodeName}) runs there or nowhere. */
public final class NodeName implements PreFilterPlugin, FilterPlugin, EnqueueExtensions {

  private static final String NAME = "NodeName";
  private static final Status OTHER_NODE =
      Status.unresolvable("node(s) didn't match the requested node name").by(NAME);

  @Override
  public String name() {
    return NAME;
  }

  /** Only spares Filter where there is nothing to filter. */
  @Override
  public PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
    return pod.isAssigned() ? PreFilterResult.ALL_NODES : PreFilterResult.SKIP;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return node.name().equals(pod.nodeName()) ? Status.SUCCESS : OTHER_NODE;
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(ClusterEventWithHint.always(EventResource.NODE, Set.of(ActionType.ADD)));
  }
}
