package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.NodeList;
import java.util.HashMap;
import java.util.Objects;

/** Which node is in which domain of a topology. Domains have numbers, from 0. Immutable. */
final class Topology {

  static final int NONE = -1;

  private final String key;
  private final String[] names;
  private final int[] numbers;
  private final int domains;

  /** Numbers the domains of all nodes. */
  Topology(String key, NodeList nodes) {
    this.key = key;
    names = new String[nodes.size()];
    numbers = new int[nodes.size()];
    var known = new HashMap<String, Integer>();
    for (var node : nodes.nodes()) {
      var name = node.domain(key);
      names[node.position()] = name;
      numbers[node.position()] =
          name == null ? NONE : known.computeIfAbsent(name, _ -> known.size());
    }
    domains = known.size();
  }

  /** Whether the node, of the same position, still has the domain it had. */
  boolean isTrueOf(NodeInfo node) {
    return Objects.equals(names[node.position()], node.domain(key));
  }

  /** The number of the node's domain, or {@link #NONE}. */
  int domain(NodeInfo node) {
    return numbers[node.position()];
  }

  int domains() {
    return domains;
  }
}
