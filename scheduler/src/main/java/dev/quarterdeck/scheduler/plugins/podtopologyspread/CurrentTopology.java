package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.snapshot.NodeList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps a topology current from snapshot to snapshot. */
final class CurrentTopology {

  private final String key;
  private NodeList.Versions seen;
  private Topology topology;

  CurrentTopology(String key) {
    this.key = key;
  }

  /** The topology of these nodes; the same object as before while no node moves. */
  Topology of(NodeList nodes) {
    if (seen == null || !nodes.hasLayoutOf(seen) || isAnyMoved(nodes)) {
      topology = new Topology(key, nodes);
    }
    seen = nodes.versions();
    return topology;
  }

  private boolean isAnyMoved(NodeList nodes) {
    var moved = new AtomicBoolean();
    nodes.forEachChange(
        seen,
        position -> {
          if (!topology.isTrueOf(nodes.get(position))) {
            moved.set(true);
          }
        });
    return moved.get();
  }
}
