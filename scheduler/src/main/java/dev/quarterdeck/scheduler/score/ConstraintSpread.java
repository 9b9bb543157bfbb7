package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import java.util.HashMap;
import java.util.List;

/** Prefers domains with fewer matching pods, as the pod's ScheduleAnyway constraints ask. */
public final class ConstraintSpread implements Score {

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long[] rate(PodInfo pod, List<NodeInfo> nodes) {
    var soft = pod.spread().stream().filter(constraint -> !constraint.hard()).toList();
    if (soft.isEmpty()) {
      return null;
    }
    var crowding = new long[nodes.size()];
    for (var constraint : soft) {
      add(crowding, constraint, pod, nodes);
    }
    var most = 0L;
    for (var value : crowding) {
      most = Math.max(most, value);
    }
    for (var i = 0; i < crowding.length; i++) {
      // A node outside a topology is as bad as the fullest domain.
      crowding[i] = crowding[i] < 0 ? most : crowding[i];
    }
    return Score.stretch(crowding, true);
  }

  private static void add(
      long[] crowding, SpreadConstraint constraint, PodInfo pod, List<NodeInfo> nodes) {
    var domains = new HashMap<String, Long>();
    for (var node : nodes) {
      var domain = node.labels().get(constraint.topologyKey());
      if (domain != null) {
        var here =
            node.pods().stream().filter(p -> constraint.counts(pod.key().namespace(), p)).count();
        domains.merge(domain, here, Long::sum);
      }
    }
    for (var i = 0; i < crowding.length; i++) {
      var domain = nodes.get(i).labels().get(constraint.topologyKey());
      crowding[i] = domain == null || crowding[i] < 0 ? -1 : crowding[i] + domains.get(domain);
    }
  }
}
