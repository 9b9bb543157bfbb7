package dev.quarterdeck.controllers.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides how fast pods of unreachable nodes may be evicted, zone by zone. When many nodes of a
 * zone become unreachable at once, the network between is the likelier cause, and evicting makes it
 * worse.
 */
final class ZonePlan {

  /**
   * The limits (kube-controller-manager's flags of these names).
   *
   * @param evictionRate nodes per second in a healthy zone
   * @param secondaryRate nodes per second in a large zone of which much is not ready
   * @param largeZone more nodes than this make a large zone
   * @param unhealthyThreshold share of nodes not ready from which a zone is unhealthy, 0 to 1
   */
  record Limits(
      double evictionRate, double secondaryRate, int largeZone, double unhealthyThreshold) {

    static final Limits DEFAULT = new Limits(0.1, 0.01, 50, 0.55);
  }

  /**
   * The outcome.
   *
   * @param rates nodes per second by zone, 0 for none
   * @param nothingReady no node anywhere is ready: nothing is evicted, and taints are taken back
   */
  record Rates(Map<String, Double> rates, boolean nothingReady) {}

  private record Count(int ready, int notReady) {
    Count plus(boolean isReady) {
      return isReady ? new Count(ready + 1, notReady) : new Count(ready, notReady + 1);
    }
  }

  private ZonePlan() {}

  static Rates next(Collection<Node> nodes, Limits limits) {
    var counts = new HashMap<String, Count>();
    for (var node : nodes) {
      counts.merge(
          NodeFacts.zone(node),
          new Count(0, 0).plus(NodeFacts.isReady(node)),
          (count, _) -> count.plus(NodeFacts.isReady(node)));
    }
    var nothingReady =
        !counts.isEmpty() && counts.values().stream().allMatch(count -> count.ready == 0);
    var rates = new HashMap<String, Double>();
    counts.forEach((zone, count) -> rates.put(zone, nothingReady ? 0 : rate(count, limits)));
    return new Rates(Map.copyOf(rates), nothingReady);
  }

  private static double rate(Count count, Limits limits) {
    var total = count.ready + count.notReady;
    var unhealthy =
        count.ready > 0
            && count.notReady > 2
            && (double) count.notReady / total >= limits.unhealthyThreshold;
    if (!unhealthy) {
      return limits.evictionRate;
    }
    return total > limits.largeZone ? limits.secondaryRate : 0;
  }
}
