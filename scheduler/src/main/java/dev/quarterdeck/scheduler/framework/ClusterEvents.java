package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.model.scheduling.ResourceAmounts;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.List;

/** Says which events an update of a node or a pod is. */
public final class ClusterEvents {

  private ClusterEvents() {}

  /** One event for each aspect of the node that changed; none when none did. */
  public static List<ClusterEvent<NodeAttributes>> ofUpdate(
      NodeAttributes before, NodeAttributes after) {
    var actions = new ArrayList<ActionType>(3);
    if (!before.allocatable().equals(after.allocatable()) || before.maxPods() != after.maxPods()) {
      actions.add(ActionType.UPDATE_NODE_ALLOCATABLE);
    }
    if (!before.labels().equals(after.labels())) {
      actions.add(ActionType.UPDATE_NODE_LABEL);
    }
    var becameSchedulable = before.unschedulable() && !after.unschedulable();
    if (becameSchedulable || !before.taints().equals(after.taints())) {
      actions.add(ActionType.UPDATE_NODE_TAINT);
    }
    return events(EventResource.NODE, actions, before, after);
  }

  /** One event for each aspect of the pod that changed; a general one when none of them did. */
  public static List<ClusterEvent<PodInfo>> ofUpdate(PodInfo before, PodInfo after) {
    var actions = new ArrayList<ActionType>(2);
    if (!before.labels().equals(after.labels())) {
      actions.add(ActionType.UPDATE_POD_LABEL);
    }
    if (isLess(after.requests(), before.requests())) {
      actions.add(ActionType.UPDATE_POD_SCALE_DOWN);
    }
    if (after.schedulingGates().isEmpty() && !before.schedulingGates().isEmpty()) {
      actions.add(ActionType.UPDATE_POD_SCHEDULING_GATES_ELIMINATED);
    }
    if (!before.tolerations().equals(after.tolerations())) {
      actions.add(ActionType.UPDATE_POD_TOLERATION);
    }
    if (actions.isEmpty()) {
      actions.add(ActionType.UPDATE);
    }
    return events(EventResource.POD, actions, before, after);
  }

  private static boolean isLess(ResourceAmounts now, ResourceAmounts before) {
    return now.milliCpu() < before.milliCpu()
        || now.memory() < before.memory()
        || now.ephemeralStorage() < before.ephemeralStorage()
        || before.others().entrySet().stream().anyMatch(e -> now.other(e.getKey()) < e.getValue());
  }

  private static <T> List<ClusterEvent<T>> events(
      EventResource<T> resource, List<ActionType> actions, T before, T after) {
    return actions.stream()
        .map(action -> new ClusterEvent<>(resource, action, before, after))
        .toList();
  }
}
