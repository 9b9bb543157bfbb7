package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.NodeTaint;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hard topology spread constraints: no domain may get too far ahead of the emptiest. */
public final class PodTopologySpread implements Filter {

  private static final Rejection SKEWED =
      Rejection.preemptable("node(s) didn't match pod topology spread constraints");
  private static final Rejection NO_LABEL =
      Rejection.lasting(
          "node(s) didn't match pod topology spread constraints (missing required label)");

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(
        ClusterEvent.NODE_ADDED,
        ClusterEvent.NODE_LABELS_CHANGED,
        ClusterEvent.NODE_TAINTS_CHANGED,
        ClusterEvent.POD_FREED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    var hard = pod.spread().stream().filter(SpreadConstraint::hard).toList();
    if (hard.isEmpty()) {
      return Check.PASS;
    }
    var domains = hard.stream().map(c -> Domains.count(c, hard, pod, snapshot)).toList();
    return node -> check(node, domains);
  }

  private static Rejection check(NodeInfo node, List<Domains> domains) {
    for (var each : domains) {
      var domain = node.labels().get(each.constraint.topologyKey());
      if (domain == null) {
        return NO_LABEL;
      }
      var there = each.pods.getOrDefault(domain, 0);
      if (there + each.self - each.fewest() > each.constraint.maxSkew()) {
        return SKEWED;
      }
    }
    return null;
  }

  /**
   * How many matching pods each domain has.
   *
   * @param self 1 when the pod would count towards its own constraint
   */
  private record Domains(SpreadConstraint constraint, Map<String, Integer> pods, int self) {

    static Domains count(
        SpreadConstraint constraint, List<SpreadConstraint> all, PodInfo pod, Snapshot snapshot) {
      var pods = new HashMap<String, Integer>();
      var namespace = pod.key().namespace();
      for (var node : snapshot.nodes()) {
        if (all.stream().allMatch(c -> node.labels().containsKey(c.topologyKey()))
            && eligible(constraint, pod, node)) {
          var here = 0;
          for (var other : node.pods()) {
            here += constraint.counts(namespace, other) ? 1 : 0;
          }
          pods.merge(node.labels().get(constraint.topologyKey()), here, Integer::sum);
        }
      }
      return new Domains(constraint, pods, constraint.counts(namespace, pod) ? 1 : 0);
    }

    private static boolean eligible(SpreadConstraint constraint, PodInfo pod, NodeInfo node) {
      return (!constraint.honorAffinity() || NodeAffinity.matches(pod, node))
          && (!constraint.honorTaints()
              || node.taints().stream().filter(NodeTaint::forbids).allMatch(pod::tolerates));
    }

    int fewest() {
      if (pods.size() < constraint.minDomains()) {
        return 0;
      }
      var fewest = Integer.MAX_VALUE;
      for (var count : pods.values()) {
        fewest = Math.min(fewest, count);
      }
      return fewest;
    }
  }
}
