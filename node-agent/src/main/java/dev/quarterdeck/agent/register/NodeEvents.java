package dev.quarterdeck.agent.register;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which events a change of the node's status causes, as the kubelet does. */
final class NodeEvents {

  /** The reasons of the events for a condition that becomes true and for one that becomes false. */
  private record Reasons(String holds, String ceased) {}

  private static final Map<String, Reasons> REASONS =
      Map.of(
          "MemoryPressure", new Reasons("NodeHasInsufficientMemory", "NodeHasSufficientMemory"),
          "DiskPressure", new Reasons("NodeHasDiskPressure", "NodeHasNoDiskPressure"),
          "PIDPressure", new Reasons("NodeHasInsufficientPID", "NodeHasSufficientPID"),
          "Ready", new Reasons("NodeReady", "NodeNotReady"));

  private NodeEvents() {}

  record NodeEvent(boolean warning, String reason, String message) {}

  /** The events of an agent's start: the start itself and the node's pressure conditions. */
  static List<NodeEvent> atStart(String node, NodeStatus status) {
    var events = new ArrayList<NodeEvent>();
    events.add(new NodeEvent(false, "Starting", "Starting kubelet."));
    status.getConditions().stream()
        .filter(condition -> !condition.getType().equals("Ready"))
        .flatMap(condition -> reason(condition, Optional.empty()).stream())
        .forEach(reason -> events.add(turned(node, reason)));
    return events;
  }

  private static NodeEvent turned(String node, String reason) {
    return new NodeEvent(false, reason, "Node %s status is now: %s".formatted(node, reason));
  }

  /**
   * The events of a status update.
   *
   * @param before the status that the API server had; without conditions for a new node
   */
  static List<NodeEvent> between(String node, NodeStatus before, NodeStatus after) {
    var events = new ArrayList<NodeEvent>();
    var bootBefore = bootId(before);
    if (!bootBefore.isEmpty() && !bootBefore.equals(bootId(after))) {
      events.add(
          new NodeEvent(
              true,
              "Rebooted",
              "Node %s has been rebooted, boot id: %s".formatted(node, bootId(after))));
    }
    for (var condition : after.getConditions()) {
      reason(condition, statusOf(before, condition.getType()))
          .map(reason -> turned(node, reason))
          .ifPresent(events::add);
    }
    return events;
  }

  /**
   * The reason of a condition's event; empty without a change, and for a new node that is not
   * ready.
   */
  private static Optional<String> reason(NodeCondition condition, Optional<String> before) {
    var reasons = REASONS.get(condition.getType());
    if (reasons == null || before.filter(condition.getStatus()::equals).isPresent()) {
      return Optional.empty();
    }
    if (condition.getStatus().equals("True")) {
      return Optional.of(reasons.holds);
    }
    return before.isEmpty() && condition.getType().equals("Ready")
        ? Optional.empty()
        : Optional.of(reasons.ceased);
  }

  private static Optional<String> statusOf(NodeStatus status, String type) {
    return status.getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(NodeCondition::getStatus)
        .findFirst();
  }

  private static String bootId(NodeStatus status) {
    return Optional.ofNullable(status.getNodeInfo()).map(NodeSystemInfo::getBootID).orElse("");
  }
}
