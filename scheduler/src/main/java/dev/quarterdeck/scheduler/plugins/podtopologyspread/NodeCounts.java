package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.NodeList;

/**
 * The pods that count, by domain, over all nodes of the cluster. Kept current from snapshot to
 * snapshot: only nodes that changed are counted again.
 */
final class NodeCounts {

  private static final int NOT_COUNTED = -1;

  private final Counting counting;
  private NodeList.Versions counted;
  private Topology topology;
  private int[] pods = {};
  private DomainCounts sum = new DomainCounts(0);

  NodeCounts(Counting counting) {
    this.counting = counting;
  }

  /**
   * Counts again where these nodes differ from those counted last.
   *
   * @param current the topology of these nodes
   */
  NodeCounts follow(NodeList nodes, Topology current) {
    if (topology == current && nodes.hasLayoutOf(counted)) {
      nodes.forEachChange(counted, position -> countAgain(nodes.get(position)));
    } else {
      topology = current;
      pods = new int[nodes.size()];
      sum = new DomainCounts(current.domains());
      if (current.domains() > 0) {
        nodes.nodes().forEach(this::count);
      }
    }
    counted = nodes.versions();
    return this;
  }

  private void countAgain(NodeInfo node) {
    var position = node.position();
    var domain = topology.domain(node);
    if (domain != Topology.NONE && pods[position] != NOT_COUNTED) {
      sum.add(domain, -1, -pods[position]);
    }
    count(node);
  }

  private void count(NodeInfo node) {
    var domain = topology.domain(node);
    if (domain != Topology.NONE) {
      var position = node.position();
      pods[position] = counting.includes(node) ? counting.pods().on(node) : NOT_COUNTED;
      if (pods[position] != NOT_COUNTED) {
        sum.add(domain, 1, pods[position]);
      }
    }
  }

  /** How many pods of the node count. */
  int pods(NodeInfo node) {
    return Math.max(0, pods[node.position()]);
  }

  Counting counting() {
    return counting;
  }

  Topology topology() {
    return topology;
  }

  /** The counts by domain; not to be changed. */
  DomainCounts sum() {
    return sum;
  }
}
