package dev.quarterdeck.controllers.nodelifecycle;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether a node's heartbeat is overdue, and what its conditions are then. */
final class NodeHealthPlan {

  private static final List<String> REPORTED =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  private NodeHealthPlan() {}

  /**
   * Decides.
   *
   * @param grace how long a node that has posted its status may be silent
   * @param startupGrace how long a node may take to post its first status
   * @return all conditions the node should have; empty when they stay as they are
   */
  static Optional<List<NodeCondition>> next(
      Node node, Heartbeat heartbeat, Instant now, Duration grace, Duration startupGrace) {
    var posted = NodeFacts.condition(node, "Ready").isPresent();
    if (!heartbeat.isOverdue(now, posted ? grace : startupGrace)) {
      return Optional.empty();
    }
    var present =
        node.getStatus() == null ? List.<NodeCondition>of() : node.getStatus().getConditions();
    var conditions = new ArrayList<>(present);
    conditions.replaceAll(c -> REPORTED.contains(c.getType()) ? silent(c, now) : c);
    for (var type : REPORTED) {
      if (NodeFacts.condition(node, type).isEmpty()) {
        conditions.add(neverSeen(node, type, now));
      }
    }
    return conditions.equals(present) ? Optional.empty() : Optional.of(conditions);
  }

  private static NodeCondition silent(NodeCondition condition, Instant now) {
    if ("Unknown".equals(condition.getStatus())) {
      return condition;
    }
    return new NodeConditionBuilder(condition)
        .withStatus("Unknown")
        .withReason("NodeStatusUnknown")
        .withMessage("Kubelet stopped posting node status.")
        .withLastTransitionTime(Timestamps.format(now))
        .build();
  }

  private static NodeCondition neverSeen(Node node, String type, Instant now) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus("Unknown")
        .withReason("NodeStatusNeverUpdated")
        .withMessage("Kubelet never posted node status.")
        .withLastHeartbeatTime(node.getMetadata().getCreationTimestamp())
        .withLastTransitionTime(Timestamps.format(now))
        .build();
  }
}
