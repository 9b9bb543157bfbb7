package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.FilterRunner;
import dev.quarterdeck.scheduler.framework.NodeStatuses;
import dev.quarterdeck.scheduler.framework.PostFilterPlugin;
import dev.quarterdeck.scheduler.framework.PostFilterResult;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Collections;

/**
 * Says, in the words of Kubernetes, on how many nodes removing other pods could help. It does not
 * look for victims: no pod is removed for another.
 */
public final class DefaultPreemption implements PostFilterPlugin {

  @Override
  public String name() {
    return "DefaultPreemption";
  }

  @Override
  public PostFilterResult postFilter(
      CycleState state,
      PodInfo pod,
      Snapshot snapshot,
      NodeStatuses statuses,
      FilterRunner filters) {
    if (!pod.mayPreempt()) {
      return PostFilterResult.of(
          Status.unschedulable("preemption: not eligible due to preemptionPolicy=Never."));
    }
    var nodes = snapshot.nodes().size();
    var resolvable = statuses.resolvable(snapshot.nodes()).size();
    var reasons = new ArrayList<String>();
    if (resolvable > 0) {
      reasons.add(resolvable + " No preemption victims found for incoming pod");
    }
    if (nodes > resolvable) {
      reasons.add((nodes - resolvable) + " Preemption is not helpful for scheduling");
    }
    Collections.sort(reasons);
    return PostFilterResult.clearNomination(
        Status.unschedulable(
            "preemption: 0/%d nodes are available: %s."
                .formatted(nodes, String.join(", ", reasons))));
  }
}
