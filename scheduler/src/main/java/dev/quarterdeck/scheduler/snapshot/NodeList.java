package dev.quarterdeck.scheduler.snapshot;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * The nodes of a snapshot in their order, with the generation of each in an array of its own: who
 * has computed something over all nodes finds those that have changed since without looking at the
 * others. Immutable.
 */
public final class NodeList {

  private static final AtomicLong LAYOUTS = new AtomicLong();

  /** The versions of all nodes of a list; holds none of the nodes themselves. */
  public static final class Versions {
    private final long layout;
    private final long[] generations;

    private Versions(long layout, long[] generations) {
      this.layout = layout;
      this.generations = generations;
    }
  }

  private final NodeInfo[] nodes;
  private final List<NodeInfo> view;
  private final Versions versions;
  private final Map<String, Integer> positions;
  private final BitSet antiAffinity;

  private NodeList(
      NodeInfo[] nodes, Versions versions, Map<String, Integer> positions, BitSet antiAffinity) {
    this.nodes = nodes;
    this.versions = versions;
    this.positions = positions;
    this.antiAffinity = antiAffinity;
    view = Collections.unmodifiableList(Arrays.asList(nodes));
  }

  /** Gives the nodes their positions. */
  static NodeList of(List<NodeInfo> unlisted) {
    var nodes = new NodeInfo[unlisted.size()];
    var positions = new HashMap<String, Integer>();
    var antiAffinity = new BitSet();
    for (var i = 0; i < nodes.length; i++) {
      nodes[i] = unlisted.get(i).at(i);
      positions.put(nodes[i].name(), i);
      antiAffinity.set(i, !nodes[i].podsWithRequiredAntiAffinity().isEmpty());
    }
    var generations = unlisted.stream().mapToLong(NodeInfo::generation).toArray();
    return new NodeList(
        nodes, new Versions(LAYOUTS.incrementAndGet(), generations), positions, antiAffinity);
  }

  /**
   * The same nodes, some of them in another version; nodes that are not in the list are ignored.
   */
  NodeList with(List<NodeInfo> changed) {
    var newNodes = nodes.clone();
    var generations = versions.generations.clone();
    var newAntiAffinity = (BitSet) antiAffinity.clone();
    for (var node : changed) {
      var position = position(node.name());
      if (position >= 0) {
        newNodes[position] = node;
        generations[position] = node.generation();
        newAntiAffinity.set(position, !node.podsWithRequiredAntiAffinity().isEmpty());
      }
    }
    return new NodeList(
        newNodes, new Versions(versions.layout, generations), positions, newAntiAffinity);
  }

  /** The nodes with at least one pod that has required anti-affinity. */
  List<NodeInfo> withRequiredAntiAffinity() {
    return antiAffinity.stream().mapToObj(position -> nodes[position]).toList();
  }

  public List<NodeInfo> nodes() {
    return view;
  }

  /** Where the node is; -1 when it is not here. */
  int position(String name) {
    return positions.getOrDefault(name, -1);
  }

  Optional<NodeInfo> find(String name) {
    var position = position(name);
    return position < 0 ? Optional.empty() : Optional.of(nodes[position]);
  }

  public int size() {
    return nodes.length;
  }

  public NodeInfo get(int position) {
    return nodes[position];
  }

  public Versions versions() {
    return versions;
  }

  /** Whether these are versions of the same nodes at the same positions. */
  public boolean hasLayoutOf(Versions other) {
    return versions.layout == other.layout;
  }

  /**
   * Visits the positions of the nodes whose version differs.
   *
   * @param before has the same layout
   */
  public void forEachChange(Versions before, IntConsumer visit) {
    var length = nodes.length;
    var from = 0;
    while (from < length) {
      var distance =
          Arrays.mismatch(versions.generations, from, length, before.generations, from, length);
      if (distance < 0) {
        return;
      }
      visit.accept(from + distance);
      from += distance + 1;
    }
  }
}
