package dev.quarterdeck.scheduler.plugins.interpodaffinity;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import java.util.HashMap;
import java.util.Map;

/** How many pods match a term, for each domain of the term's topology. */
final class TopologyCounts {

  private record Domain(String key, String value) {}

  private final Map<Domain, Integer> counts;

  TopologyCounts() {
    this(new HashMap<>());
  }

  private TopologyCounts(Map<Domain, Integer> counts) {
    this.counts = counts;
  }

  /** One more pod, or one less, in the node's domain; a node without the label is in none. */
  void add(NodeInfo node, String topologyKey, int change) {
    var value = node.labels().get(topologyKey);
    if (value != null) {
      counts.merge(
          new Domain(topologyKey, value), change, (a, b) -> a + b == 0 ? null : (Integer) (a + b));
    }
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** There are pods in the node's domain of this topology. */
  boolean has(NodeInfo node, String topologyKey) {
    var value = node.labels().get(topologyKey);
    return value != null && has(topologyKey, value);
  }

  /** There are pods in some domain that the node is in. */
  boolean hasAny(NodeInfo node) {
    if (counts.isEmpty()) {
      return false;
    }
    for (var label : node.labels().entrySet()) {
      if (has(label.getKey(), label.getValue())) {
        return true;
      }
    }
    return false;
  }

  private boolean has(String key, String value) {
    return counts.getOrDefault(new Domain(key, value), 0) > 0;
  }

  TopologyCounts copy() {
    return new TopologyCounts(new HashMap<>(counts));
  }
}
