package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.snapshot.NodeList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what was counted last: pods of one owner want the same to be counted, and between two
 * of them few nodes change. Used by one thread at a time.
 */
final class CountCache {

  /** Counts take up to 12 bytes for each node of the cluster. */
  private static final int MAX_COUNTS = 128;

  private static final int MAX_TOPOLOGIES = 16;
  private static final int MAX_REQUESTS = 1024;

  /** A map that forgets what was used longest ago. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int limit;

    Recent(int limit) {
      super(16, 0.75f, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > limit;
    }
  }

  private final Map<String, CurrentTopology> topologies = new Recent<>(MAX_TOPOLOGIES);
  private final Map<Counting, NodeCounts> counts = new Recent<>(MAX_COUNTS);
  private final Map<Counting, Boolean> requests = new Recent<>(MAX_REQUESTS);

  Topology topology(String key, NodeList nodes) {
    return topologies.computeIfAbsent(key, CurrentTopology::new).of(nodes);
  }

  /** The counts of these nodes; valid until the same is counted for other nodes. */
  NodeCounts count(Counting counting, NodeList nodes) {
    var topology = topology(counting.topologyKey(), nodes);
    return counts.computeIfAbsent(counting, NodeCounts::new).follow(nodes, topology);
  }

  /** As {@link #count}, but only if the same was asked for before: else it is hardly worth it. */
  Optional<NodeCounts> countIfWorthIt(Counting counting, NodeList nodes) {
    return counts.containsKey(counting) || requests.put(counting, true) != null
        ? Optional.of(count(counting, nodes))
        : Optional.empty();
  }
}
