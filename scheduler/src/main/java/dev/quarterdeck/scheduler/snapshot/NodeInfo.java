package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node and what runs, or is about to run, on it. Immutable.
 *
 * @param facts what the Node object says; null while only pods speak of the node
 * @param requested sum of the pods' exact requests
 * @param assumed sum of the pods' requests as scores reckon
 * @param owners how many pods each controller has here
 */
public record NodeInfo(
    String name,
    Facts facts,
    List<PodInfo> pods,
    Resources requested,
    Resources assumed,
    Map<String, Integer> owners) {

  /**
   * The Node object, read once.
   *
   * @param maxPods how many pods it takes
   */
  public record Facts(
      Map<String, String> labels,
      List<NodeTaint> taints,
      boolean unschedulable,
      Resources allocatable,
      long maxPods) {

    static Facts of(Node node) {
      var labels = node.getMetadata().getLabels();
      var spec = node.getSpec();
      var allocatable = node.getStatus() == null ? null : node.getStatus().getAllocatable();
      return new Facts(
          labels == null ? Map.of() : labels,
          spec == null ? List.of() : spec.getTaints().stream().map(NodeTaint::of).toList(),
          spec != null && Boolean.TRUE.equals(spec.getUnschedulable()),
          Resources.of(allocatable),
          allocatable == null ? 0 : Quantities.units(allocatable.get("pods")));
    }
  }

  /** A node of which nothing is known yet. */
  static NodeInfo unknown(String name) {
    return new NodeInfo(name, null, List.of(), Resources.NONE, Resources.NONE, Map.of());
  }

  public static NodeInfo of(Node node) {
    return unknown(node.getMetadata().getName()).with(Facts.of(node));
  }

  NodeInfo with(Facts newFacts) {
    return new NodeInfo(name, newFacts, pods, requested, assumed, owners);
  }

  public NodeInfo plus(PodInfo pod) {
    var more = new ArrayList<PodInfo>(pods.size() + 1);
    more.addAll(pods);
    more.add(pod);
    return new NodeInfo(
        name,
        facts,
        more,
        requested.plus(pod.requests()),
        assumed.plus(pod.assumed()),
        owners(pod, 1));
  }

  NodeInfo minus(PodInfo pod) {
    var fewer = new ArrayList<>(pods);
    fewer.removeIf(other -> other.key().equals(pod.key()));
    return new NodeInfo(
        name,
        facts,
        fewer,
        requested.minus(pod.requests()),
        assumed.minus(pod.assumed()),
        owners(pod, -1));
  }

  private Map<String, Integer> owners(PodInfo pod, int change) {
    if (pod.owner().isEmpty()) {
      return owners;
    }
    var counts = new HashMap<>(owners);
    counts.merge(pod.owner(), change, (a, b) -> a + b == 0 ? null : a + b);
    return counts;
  }

  public Map<String, String> labels() {
    return facts.labels;
  }

  public List<NodeTaint> taints() {
    return facts.taints;
  }

  public Resources allocatable() {
    return facts.allocatable;
  }
}
