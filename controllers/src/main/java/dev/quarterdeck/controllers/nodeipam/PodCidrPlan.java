package dev.quarterdeck.controllers.nodeipam;

import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides the pod CIDRs of a node. Those in use are read from the nodes; there is no other record.
 */
final class PodCidrPlan {

  /** What to do for a node. */
  sealed interface Decision {

    /** It has its ranges, or is going. */
    record Keep() implements Decision {}

    /** Give it these, one of each cluster CIDR. */
    record Assign(List<String> cidrs) implements Decision {}

    /** No subnet is left in this cluster CIDR. */
    record Exhausted(CidrRange range) implements Decision {}
  }

  private PodCidrPlan() {}

  /**
   * Decides for one node.
   *
   * @param nodes all nodes known, this one included
   * @param pending given out by us and perhaps not yet seen in {@code nodes}, by node name
   */
  static Decision next(
      Node node,
      Collection<Node> nodes,
      Map<String, List<String>> pending,
      List<CidrRange> ranges) {
    if (!cidrs(node).isEmpty() || node.getMetadata().getDeletionTimestamp() != null) {
      return new Decision.Keep();
    }
    var used = used(nodes, pending);
    var chosen = new ArrayList<String>();
    for (var range : ranges) {
      var free = range.firstFree(used);
      if (free.isEmpty()) {
        return new Decision.Exhausted(range);
      }
      chosen.add(free.get());
    }
    return new Decision.Assign(List.copyOf(chosen));
  }

  private static Set<String> used(Collection<Node> nodes, Map<String, List<String>> pending) {
    var used = new HashSet<String>();
    nodes.forEach(node -> used.addAll(cidrs(node)));
    pending.values().forEach(used::addAll);
    return used;
  }

  /** The node's ranges; {@code podCIDR} alone where an old client set only that. */
  static List<String> cidrs(Node node) {
    var spec = node.getSpec();
    if (spec == null) {
      return List.of();
    }
    if (spec.getPodCIDRs() != null && !spec.getPodCIDRs().isEmpty()) {
      return spec.getPodCIDRs();
    }
    return spec.getPodCIDR() == null || spec.getPodCIDR().isEmpty()
        ? List.of()
        : List.of(spec.getPodCIDR());
  }
}
