package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.model.scheduling.RequiredNodeAffinity;
import dev.quarterdeck.model.scheduling.Taints;
import dev.quarterdeck.model.scheduling.Tolerations;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Optional;

/**
 * Which pods on which nodes are counted, in the domains of which topology. Two that are equal come
 * to the same counts.
 *
 * @param neededTopologies nodes outside of one of these topologies are not counted
 * @param affinity nodes that it excludes are not counted; the one that allows every node when the
 *     constraint does not honor it
 * @param tolerations nodes with taints that these do not tolerate are not counted; empty Optional
 *     when the constraint does not honor taints
 */
record Counting(
    PodCount pods,
    String topologyKey,
    List<String> neededTopologies,
    RequiredNodeAffinity affinity,
    Optional<List<Toleration>> tolerations) {

  static Counting of(
      SpreadConstraint constraint, PodCount pods, List<String> neededTopologies, PodInfo pod) {
    return new Counting(
        pods,
        constraint.topologyKey(),
        neededTopologies,
        constraint.honorAffinity() ? pod.nodeAffinity() : RequiredNodeAffinity.ANY,
        constraint.honorTaints() ? Optional.of(pod.tolerations()) : Optional.empty());
  }

  /** Whether the pods of the node are counted. */
  boolean includes(NodeInfo node) {
    return isInAll(node.attributes(), neededTopologies)
        && affinity.matches(node.name(), node.labels())
        && isTolerated(node);
  }

  private boolean isTolerated(NodeInfo node) {
    return tolerations.isEmpty()
        || Tolerations.firstUntolerated(
                node.taints(), tolerations.get(), Taints::preventsScheduling)
            .isEmpty();
  }

  /** The node has a domain in each of the topologies. */
  static boolean isInAll(NodeAttributes node, List<String> topologies) {
    for (var topology : topologies) {
      if (node.domain(topology) == null) {
        return false;
      }
    }
    return true;
  }

  static List<String> topologies(List<SpreadConstraint> constraints) {
    return constraints.stream().map(SpreadConstraint::topologyKey).toList();
  }
}
