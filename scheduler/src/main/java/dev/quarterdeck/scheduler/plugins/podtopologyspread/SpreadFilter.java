package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.NodeList;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import java.util.ArrayList;
import java.util.List;

/**
 * The DoNotSchedule constraints of a pod and the counts of their domains. A node may take the pod
 * when its domain would then be at most {@code maxSkew} pods ahead of the one with the fewest.
 */
final class SpreadFilter {

  private static final Status SKEWED =
      Status.unschedulable("node(s) didn't match pod topology spread constraints")
          .by(PodTopologySpread.NAME);
  private static final Status NO_TOPOLOGY =
      Status.unresolvable(
              "node(s) didn't match pod topology spread constraints (missing required label)")
          .by(PodTopologySpread.NAME);

  /**
   * A constraint.
   *
   * @param self 1 when the pod matches its own selector
   * @param sum the counts by domain, not changed here
   */
  private record Counted(
      SpreadConstraint constraint, int self, NodeCounts counts, DomainCounts sum) {

    boolean allows(int domain) {
      var smallest = sum.size() < constraint.minDomains() ? 0 : sum.smallest();
      return sum.pods(domain) + self - smallest <= constraint.maxSkew();
    }

    Counted with(PodInfo other, NodeInfo node, int change) {
      var counting = counts.counting();
      var domain = counts.topology().domain(node);
      if (domain == Topology.NONE || !counting.includes(node) || !counting.pods().counts(other)) {
        return this;
      }
      var changed = sum.copy();
      changed.add(domain, 0, change);
      return new Counted(constraint, self, counts, changed);
    }
  }

  private final List<Counted> counted;

  private SpreadFilter(List<Counted> counted) {
    this.counted = counted;
  }

  static SpreadFilter of(
      PodInfo pod, List<SpreadConstraint> constraints, NodeList nodes, CountCache cache) {
    var topologies = Counting.topologies(constraints);
    var counted = new ArrayList<Counted>(constraints.size());
    for (var constraint : constraints) {
      var counting = Counting.of(constraint, PodCount.of(constraint, pod), topologies, pod);
      var counts = cache.count(counting, nodes);
      counted.add(
          new Counted(constraint, constraint.selects(pod.labels()) ? 1 : 0, counts, counts.sum()));
    }
    return new SpreadFilter(counted);
  }

  /** A pod is taken to be on the node ({@code change} 1), or not to be there (-1). */
  SpreadFilter with(PodInfo other, NodeInfo node, int change) {
    return new SpreadFilter(counted.stream().map(each -> each.with(other, node, change)).toList());
  }

  Status check(NodeInfo node) {
    for (var each : counted) {
      var domain = each.counts.topology().domain(node);
      if (domain == Topology.NONE) {
        return NO_TOPOLOGY;
      }
      if (!each.allows(domain)) {
        return SKEWED;
      }
    }
    return Status.SUCCESS;
  }
}
