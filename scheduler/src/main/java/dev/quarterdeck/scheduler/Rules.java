package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.filter.Filter;
import dev.quarterdeck.scheduler.filter.NodeAffinity;
import dev.quarterdeck.scheduler.filter.NodeName;
import dev.quarterdeck.scheduler.filter.NodePorts;
import dev.quarterdeck.scheduler.filter.NodeResourcesFit;
import dev.quarterdeck.scheduler.filter.NodeUnschedulable;
import dev.quarterdeck.scheduler.filter.PodTopologySpread;
import dev.quarterdeck.scheduler.filter.TaintToleration;
import dev.quarterdeck.scheduler.placement.PlacementPlan;
import dev.quarterdeck.scheduler.score.BalancedAllocation;
import dev.quarterdeck.scheduler.score.ConstraintSpread;
import dev.quarterdeck.scheduler.score.LeastAllocated;
import dev.quarterdeck.scheduler.score.OwnerSpread;
import dev.quarterdeck.scheduler.score.PreferredAffinity;
import dev.quarterdeck.scheduler.score.Score;
import dev.quarterdeck.scheduler.score.TaintPreference;
import java.util.List;

/** Every filter, cheap and telling ones first as in Kubernetes, and every score. */
final class Rules {

  private static final List<Filter> FILTERS =
      List.of(
          new NodeUnschedulable(),
          new NodeName(),
          new TaintToleration(),
          new NodeAffinity(),
          new NodePorts(),
          new NodeResourcesFit(),
          new PodTopologySpread());

  private static final List<Score> SCORES =
      List.of(
          new TaintPreference(),
          new PreferredAffinity(),
          new OwnerSpread(),
          new ConstraintSpread(),
          new LeastAllocated(),
          new BalancedAllocation());

  private Rules() {}

  static PlacementPlan plan(int percentageOfNodesToScore) {
    return new PlacementPlan(FILTERS, SCORES, percentageOfNodesToScore);
  }
}
