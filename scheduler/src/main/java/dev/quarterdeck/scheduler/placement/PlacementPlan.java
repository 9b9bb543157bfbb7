package dev.quarterdeck.scheduler.placement;

import dev.quarterdeck.scheduler.filter.Filter;
import dev.quarterdeck.scheduler.score.Score;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Decides where a pod goes: the best of the nodes that pass every filter. In large clusters only as
 * many nodes are asked as it takes to find enough good ones, as Kubernetes does.
 *
 * @param percentage of nodes that is enough; 0 lets the cluster's size decide
 */
public record PlacementPlan(List<Filter> filters, List<Score> scores, int percentage) {

  /** Below this many nodes all are asked. */
  private static final int ENOUGH_FOR_ANYONE = 100;

  private record Prepared(Filter filter, Filter.Check check) {}

  /**
   * @param start where to begin to ask, any number; moving it on spreads the search over the nodes
   * @param random breaks ties
   */
  public Decision decide(PodInfo pod, Snapshot snapshot, int start, RandomGenerator random) {
    var nodes = snapshot.nodes();
    var checks = prepare(pod, snapshot);
    var wanted = enough(nodes.size());
    var feasible = new ArrayList<NodeInfo>(Math.min(wanted, nodes.size()));
    var gathering = new Diagnosis.Gathering();
    var asked = 0;
    for (; asked < nodes.size() && feasible.size() < wanted; asked++) {
      var node = nodes.get(Math.floorMod(start + asked, nodes.size()));
      if (passes(node, checks, gathering)) {
        feasible.add(node);
      }
    }
    return feasible.isEmpty()
        ? new Decision.Unplaceable(gathering.diagnosis(nodes.size()))
        : new Decision.Placed(best(pod, feasible, random).name(), asked, feasible.size());
  }

  private List<Prepared> prepare(PodInfo pod, Snapshot snapshot) {
    var checks = new ArrayList<Prepared>(filters.size());
    for (var filter : filters) {
      var check = filter.prepare(pod, snapshot);
      if (check != Filter.Check.PASS) {
        checks.add(new Prepared(filter, check));
      }
    }
    return checks;
  }

  private static boolean passes(
      NodeInfo node, List<Prepared> checks, Diagnosis.Gathering gathering) {
    for (var prepared : checks) {
      var rejection = prepared.check.check(node);
      if (rejection != null) {
        gathering.add(prepared.filter, rejection);
        return false;
      }
    }
    return true;
  }

  /** Kubernetes' rule: half of 125 nodes, one percent less for each 125 more, never below 5. */
  int enough(int nodes) {
    if (nodes < ENOUGH_FOR_ANYONE || percentage >= 100) {
      return nodes;
    }
    var share = percentage > 0 ? percentage : Math.max(5, 50 - nodes / 125);
    return Math.max(ENOUGH_FOR_ANYONE, nodes * share / 100);
  }

  private NodeInfo best(PodInfo pod, List<NodeInfo> feasible, RandomGenerator random) {
    if (feasible.size() == 1) {
      return feasible.getFirst();
    }
    var totals = new long[feasible.size()];
    for (var score : scores) {
      var rated = score.rate(pod, feasible);
      for (var i = 0; rated != null && i < totals.length; i++) {
        totals[i] += rated[i] * score.weight();
      }
    }
    return feasible.get(largest(totals, random));
  }

  private static int largest(long[] totals, RandomGenerator random) {
    var best = 0;
    var equals = 1;
    for (var i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        equals = 1;
      } else if (totals[i] == totals[best] && random.nextInt(++equals) == 0) {
        best = i;
      }
    }
    return best;
  }
}
