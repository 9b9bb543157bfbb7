package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.PreEnqueuePlugin;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Set;

/** A pod is not tried while it has {@code spec.schedulingGates}. */
public final class SchedulingGates implements PreEnqueuePlugin, EnqueueExtensions {

  @Override
  public String name() {
    return "SchedulingGates";
  }

  @Override
  public Status preEnqueue(PodInfo pod) {
    return pod.schedulingGates().isEmpty()
        ? Status.SUCCESS
        : Status.unresolvable(
            "waiting for scheduling gates: [%s]"
                .formatted(String.join(" ", pod.schedulingGates())));
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.POD,
            Set.of(ActionType.UPDATE_POD_SCHEDULING_GATES_ELIMINATED),
            (pod, event) -> QueueingHint.queueIf(event.after().isSamePodAs(pod))));
  }
}
