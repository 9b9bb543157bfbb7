package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/** Two pods cannot have the same host port on one node. */
public final class NodePorts implements PreFilterPlugin, FilterPlugin, EnqueueExtensions {

  private static final String NAME = "NodePorts";
  private static final Status OCCUPIED =
      Status.unschedulable("node(s) didn't have free ports for the requested pod ports").by(NAME);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
    return pod.hostPorts().isEmpty() ? PreFilterResult.SKIP : PreFilterResult.ALL_NODES;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    for (var other : node.pods()) {
      if (conflict(pod, other)) {
        return OCCUPIED;
      }
    }
    return Status.SUCCESS;
  }

  private static boolean conflict(PodInfo one, PodInfo other) {
    for (var port : other.hostPorts()) {
      if (one.hostPorts().stream().anyMatch(port::conflictsWith)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.POD, Set.of(ActionType.DELETE), NodePorts::afterPodDeleted),
        ClusterEventWithHint.always(EventResource.NODE, Set.of(ActionType.ADD)));
  }

  private static QueueingHint afterPodDeleted(PodInfo pod, ClusterEvent<PodInfo> event) {
    var deleted = event.before();
    return QueueingHint.queueIf(deleted.isAssignedOrNominated() && conflict(pod, deleted));
  }
}
