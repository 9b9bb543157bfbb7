package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.model.scheduling.Taints;
import dev.quarterdeck.model.scheduling.Tolerations;
import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Set;

/** Cordoned nodes ({@code spec.unschedulable}) take only pods that tolerate it. */
public final class NodeUnschedulable implements FilterPlugin, EnqueueExtensions {

  private static final String NAME = "NodeUnschedulable";
  private static final Status UNSCHEDULABLE =
      Status.unresolvable("node(s) were unschedulable").by(NAME);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return node.attributes().unschedulable() && !tolerates(pod) ? UNSCHEDULABLE : Status.SUCCESS;
  }

  private static boolean tolerates(PodInfo pod) {
    return Tolerations.tolerates(pod.tolerations(), Taints.UNSCHEDULABLE);
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.NODE,
            Set.of(ActionType.ADD, ActionType.UPDATE_NODE_TAINT),
            NodeUnschedulable::afterNodeChange),
        new ClusterEventWithHint<>(
            EventResource.POD,
            Set.of(ActionType.UPDATE_POD_TOLERATION),
            (pod, event) ->
                QueueingHint.queueIf(event.after().isSamePodAs(pod) && tolerates(event.after()))));
  }

  private static QueueingHint afterNodeChange(PodInfo pod, ClusterEvent<NodeAttributes> event) {
    var wasUnschedulable = event.isAddition() || event.before().unschedulable();
    return QueueingHint.queueIf(wasUnschedulable && !event.after().unschedulable());
  }
}
