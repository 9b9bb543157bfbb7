package dev.quarterdeck.controllers.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads conditions, taints and zone of a node. */
public final class NodeFacts {

  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String REGION = "topology.kubernetes.io/region";

  private NodeFacts() {}

  public static Optional<NodeCondition> condition(Node node, String type) {
    if (node.getStatus() == null) {
      return Optional.empty();
    }
    return node.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** A condition's status: True, False or Unknown; empty before the node has posted it. */
  public static Optional<String> status(Node node, String type) {
    return condition(node, type).map(NodeCondition::getStatus);
  }

  public static boolean isReady(Node node) {
    return status(node, "Ready").filter("True"::equals).isPresent();
  }

  public static List<Taint> taints(Node node) {
    return node.getSpec() == null || node.getSpec().getTaints() == null
        ? List.of()
        : node.getSpec().getTaints();
  }

  /** Nodes that are likely to fail together; the same for all nodes without topology labels. */
  static String zone(Node node) {
    var labels = node.getMetadata().getLabels();
    var present = labels == null ? Map.<String, String>of() : labels;
    return present.getOrDefault(REGION, "") + "/" + present.getOrDefault(ZONE, "");
  }
}
