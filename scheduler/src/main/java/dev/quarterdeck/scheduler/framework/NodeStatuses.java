package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Why nodes were rejected, for each node that was asked and for all others together. */
public final class NodeStatuses {

  private static final Rejection NOT_ASKED = new Status.UnschedulableAndUnresolvable("", List.of());

  private final Map<String, Rejection> byNode = new LinkedHashMap<>();
  private Rejection absent = NOT_ASKED;

  public void put(String node, Rejection status) {
    byNode.put(node, status);
  }

  /** Sets the status of every node that has none of its own. */
  public void putAbsent(Rejection status) {
    absent = status;
  }

  /** The status of the nodes that have none of their own. */
  public Rejection absent() {
    return absent;
  }

  /** The status of a node. */
  public Rejection get(String node) {
    return find(node).orElse(absent);
  }

  /** The status of a node that has one of its own. */
  public Optional<Rejection> find(String node) {
    return Optional.ofNullable(byNode.get(node));
  }

  /** How many nodes have a status of their own. */
  public int size() {
    return byNode.size();
  }

  public void forEach(BiConsumer<String, Rejection> action) {
    byNode.forEach(action);
  }

  /** Those of the nodes that could take the pod if others were removed. */
  public List<NodeInfo> resolvable(List<NodeInfo> nodes) {
    return nodes.stream().filter(node -> get(node.name()) instanceof Status.Unschedulable).toList();
  }
}
