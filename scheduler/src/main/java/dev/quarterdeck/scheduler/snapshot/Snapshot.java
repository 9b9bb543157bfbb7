package dev.quarterdeck.scheduler.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cluster at one moment, assumed pods included. Immutable; shared by whoever decides on it. */
public final class Snapshot {

  private final NodeList nodes;
  private final Map<String, List<PodInfo>> nominated;
  private final Namespaces namespaces;

  /**
   * A snapshot of its parts.
   *
   * @param nominated the pods that have no node yet and are nominated to one, by its name
   */
  Snapshot(NodeList nodes, Map<String, List<PodInfo>> nominated, Namespaces namespaces) {
    this.nodes = nodes;
    this.nominated = nominated;
    this.namespaces = namespaces;
  }

  /** A snapshot of some nodes and nothing else. */
  public static Snapshot of(List<NodeInfo> nodes) {
    return new Snapshot(NodeList.of(nodes), Map.of(), Namespaces.NONE);
  }

  /** Every node that has a Node object, in a stable order. */
  public List<NodeInfo> nodes() {
    return nodes.nodes();
  }

  /** The same nodes, with what it takes to follow them from snapshot to snapshot. */
  public NodeList nodeList() {
    return nodes;
  }

  public Optional<NodeInfo> node(String name) {
    return nodes.find(name);
  }

  /** Those of the nodes that have one of these names, in the order of {@link #nodes}. */
  public List<NodeInfo> nodes(Set<String> names) {
    return names.stream()
        .map(nodes::position)
        .filter(position -> position >= 0)
        .sorted()
        .map(nodes.nodes()::get)
        .toList();
  }

  /** The nodes with at least one pod that has required anti-affinity. */
  public List<NodeInfo> withRequiredAntiAffinity() {
    return nodes.withRequiredAntiAffinity();
  }

  /** The pods without a node that are nominated to this one. */
  public List<PodInfo> nominatedTo(String node) {
    return nominated.isEmpty() ? List.of() : nominated.getOrDefault(node, List.of());
  }

  public Namespaces namespaces() {
    return namespaces;
  }
}
