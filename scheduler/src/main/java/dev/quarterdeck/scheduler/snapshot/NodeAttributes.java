package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.Quantities;
import dev.quarterdeck.model.scheduling.ResourceAmounts;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What scheduling needs to know from a Node object, read once.
 *
 * @param hostname value of the label kubernetes.io/hostname; null without it
 * @param zone value of the label topology.kubernetes.io/zone; null without it
 * @param allocatable what pods may request in total
 * @param maxPods how many pods the node takes
 */
public record NodeAttributes(
    String name,
    Map<String, String> labels,
    String hostname,
    String zone,
    List<Taint> taints,
    boolean unschedulable,
    ResourceAmounts allocatable,
    long maxPods) {

  public static final String HOSTNAME = "kubernetes.io/hostname";
  public static final String ZONE = "topology.kubernetes.io/zone";

  public static NodeAttributes of(Node node) {
    var labels =
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
    var spec = node.getSpec();
    var allocatable = node.getStatus() == null ? null : node.getStatus().getAllocatable();
    return new NodeAttributes(
        node.getMetadata().getName(),
        labels,
        labels.get(HOSTNAME),
        labels.get(ZONE),
        spec == null ? List.of() : List.copyOf(spec.getTaints()),
        spec != null && Boolean.TRUE.equals(spec.getUnschedulable()),
        ResourceAmounts.of(allocatable),
        allocatable == null ? 0 : Quantities.units(allocatable.get("pods")));
  }

  /** The value of the label that makes the domains of a topology; null without it. */
  public String domain(String topologyKey) {
    if (topologyKey.equals(HOSTNAME)) {
      return hostname;
    }
    return topologyKey.equals(ZONE) ? zone : labels.get(topologyKey);
  }
}
