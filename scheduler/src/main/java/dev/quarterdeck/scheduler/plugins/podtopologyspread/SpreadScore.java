package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.NodeList;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The ScheduleAnyway constraints of a pod and the counts of their domains, pods on all nodes of the
 * cluster included. Nodes with fewer pods in their domains are better; a topology with many domains
 * weighs more, because its counts are smaller.
 */
final class SpreadScore {

  /** What Kubernetes takes for pods without constraints of their own. */
  private static final List<SpreadConstraint> DEFAULTS =
      List.of(soft(NodeAttributes.HOSTNAME, 3), soft(NodeAttributes.ZONE, 5));

  private static final long IGNORED = -1;

  private static SpreadConstraint soft(String topologyKey, int maxSkew) {
    return new SpreadConstraint(topologyKey, maxSkew, false, Optional.empty(), 1, true, false);
  }

  /**
   * A constraint with its counts.
   *
   * @param perNode each node is a domain of its own, whatever its label says
   * @param counts empty where the pods of a node are better counted when it is rated
   * @param weight of each pod that counts
   */
  private record Counted(
      int maxSkew,
      boolean perNode,
      Counting counting,
      Topology topology,
      Optional<NodeCounts> counts,
      double weight) {

    static Counted of(
        SpreadConstraint constraint,
        Counting counting,
        NodeList nodes,
        List<NodeInfo> rated,
        CountCache cache) {
      var perNode = constraint.topologyKey().equals(NodeAttributes.HOSTNAME);
      var topology = cache.topology(constraint.topologyKey(), nodes);
      return new Counted(
          constraint.maxSkew(),
          perNode,
          counting,
          topology,
          perNode
              ? cache.countIfWorthIt(counting, nodes)
              : Optional.of(cache.count(counting, nodes)),
          Math.log((perNode ? rated.size() : domains(topology, rated)) + 2));
    }

    /** How many domains the nodes are in; those that are in none count as one together. */
    private static int domains(Topology topology, List<NodeInfo> nodes) {
      var seen = new BitSet(topology.domains() + 1);
      nodes.forEach(node -> seen.set(topology.domain(node) + 1));
      return seen.cardinality();
    }

    /** The more matching pods the node's domain has the higher; 0 for a node that is in none. */
    double rawScore(NodeInfo node) {
      var domain = topology.domain(node);
      if (domain == Topology.NONE) {
        return 0;
      }
      return pods(node, domain) * weight + (maxSkew - 1);
    }

    private int pods(NodeInfo node, int domain) {
      if (counts.isEmpty()) {
        return counting.pods().on(node);
      }
      return perNode ? counts.get().pods(node) : counts.get().sum().pods(domain);
    }
  }

  private final List<Counted> counted = new ArrayList<>();
  private final List<String> neededTopologies;

  /**
   * Counts for a pod.
   *
   * @param neededTopologies feasible nodes outside of one of these are not rated
   */
  private SpreadScore(
      List<SpreadConstraint> constraints,
      List<Counting> countings,
      List<String> neededTopologies,
      NodeList nodes,
      List<NodeInfo> feasible,
      CountCache cache) {
    this.neededTopologies = neededTopologies;
    var rated = feasible.stream().filter(this::isRated).toList();
    for (var i = 0; i < constraints.size(); i++) {
      counted.add(Counted.of(constraints.get(i), countings.get(i), nodes, rated, cache));
    }
  }

  /** Empty when the pod has no ScheduleAnyway constraints and is not spread by default. */
  static Optional<SpreadScore> of(
      PodInfo pod, NodeList nodes, List<NodeInfo> feasible, CountCache cache) {
    if (pod.spread().isEmpty()) {
      return pod.spreadOwner().isEmpty()
          ? Optional.empty()
          : Optional.of(byDefault(pod, nodes, feasible, cache));
    }
    var soft = pod.spread().stream().filter(constraint -> !constraint.hard()).toList();
    if (soft.isEmpty()) {
      return Optional.empty();
    }
    var topologies = Counting.topologies(soft);
    var countings =
        soft.stream().map(c -> Counting.of(c, PodCount.of(c, pod), topologies, pod)).toList();
    return Optional.of(new SpreadScore(soft, countings, topologies, nodes, feasible, cache));
  }

  private static SpreadScore byDefault(
      PodInfo pod, NodeList nodes, List<NodeInfo> feasible, CountCache cache) {
    var pods = new PodCount.Owned(pod.spreadOwner());
    var countings = DEFAULTS.stream().map(c -> Counting.of(c, pods, List.of(), pod)).toList();
    // Nodes without a zone are rated all the same: the pods are still spread over hosts.
    return new SpreadScore(DEFAULTS, countings, List.of(), nodes, feasible, cache);
  }

  private boolean isRated(NodeInfo node) {
    return neededTopologies.isEmpty() || Counting.isInAll(node.attributes(), neededTopologies);
  }

  /** Rates nodes by the number of matching pods in their domains. */
  void rate(NodeScores scores) {
    for (var i = 0; i < scores.size(); i++) {
      var node = scores.node(i);
      scores.set(i, isRated(node) ? rawScore(node) : IGNORED);
    }
  }

  private long rawScore(NodeInfo node) {
    var sum = 0.0;
    for (var each : counted) {
      sum += each.rawScore(node);
    }
    return Math.round(sum);
  }

  /** The lowest raw score becomes the best score; nodes outside of a topology get the worst. */
  static void normalize(NodeScores scores) {
    var least = Long.MAX_VALUE;
    var most = 0L;
    for (var i = 0; i < scores.size(); i++) {
      if (scores.get(i) != IGNORED) {
        least = Math.min(least, scores.get(i));
        most = Math.max(most, scores.get(i));
      }
    }
    for (var i = 0; i < scores.size(); i++) {
      if (scores.get(i) == IGNORED) {
        scores.set(i, ScorePlugin.MIN_SCORE);
      } else if (most == 0) {
        scores.set(i, ScorePlugin.MAX_SCORE);
      } else {
        scores.set(i, ScorePlugin.MAX_SCORE * (most + least - scores.get(i)) / most);
      }
    }
  }
}
