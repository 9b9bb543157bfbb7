package dev.quarterdeck.scheduler.bind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * What the scheduler wants a pod's status to say.
 *
 * @param condition empty to leave the conditions as they are
 * @param nominatedNode the empty name takes the nominated node back; an empty Optional leaves it
 */
public record PodStatusUpdate(Optional<Condition> condition, Optional<String> nominatedNode) {

  private static final String POD_SCHEDULED = "PodScheduled";

  /**
   * A condition.
   *
   * @param status True or False
   */
  public record Condition(String type, String status, String reason, String message) {

    boolean isSaidBy(PodCondition other) {
      return status.equals(other.getStatus())
          && Objects.equals(reason, other.getReason())
          && Objects.equals(message, other.getMessage());
    }
  }

  /** The pod could not be scheduled. */
  public static PodStatusUpdate notScheduled(
      String reason, String message, Optional<String> nominatedNode) {
    return new PodStatusUpdate(
        Optional.of(new Condition(POD_SCHEDULED, "False", reason, message)), nominatedNode);
  }

  /** The pod is removed to make room for another. */
  public static PodStatusUpdate disrupted(String reason, String message) {
    return new PodStatusUpdate(
        Optional.of(new Condition("DisruptionTarget", "True", reason, message)), Optional.empty());
  }

  /** The pod is going to be bound to the node, which may take a while. */
  public static PodStatusUpdate nominated(String node) {
    return new PodStatusUpdate(Optional.empty(), Optional.of(node));
  }

  /**
   * The patch (strategic merge) that makes the status say so.
   *
   * @param latest the pod as it was last seen, if it was
   * @return empty when the status says all of it already
   */
  Optional<ObjectNode> patch(String podUid, Optional<Pod> latest, Instant now) {
    var status = Json.object();
    condition
        .filter(wanted -> current(latest, wanted).filter(wanted::isSaidBy).isEmpty())
        .ifPresent(wanted -> status.putArray("conditions").add(json(wanted, latest, now)));
    nominatedNode
        .filter(node -> !node.equals(nominatedNode(latest)))
        .ifPresent(node -> status.put("nominatedNodeName", node.isEmpty() ? null : node));
    if (status.isEmpty()) {
      return Optional.empty();
    }
    var patch = Json.object();
    patch.putObject("metadata").put("uid", podUid);
    patch.set("status", status);
    return Optional.of(patch);
  }

  private static Optional<PodCondition> current(Optional<Pod> latest, Condition wanted) {
    return latest.map(Pod::getStatus).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(condition -> wanted.type.equals(condition.getType()))
        .findFirst();
  }

  private static String nominatedNode(Optional<Pod> latest) {
    return latest.map(Pod::getStatus).map(status -> status.getNominatedNodeName()).orElse("");
  }

  private static ObjectNode json(Condition wanted, Optional<Pod> latest, Instant now) {
    var since =
        current(latest, wanted)
            .filter(condition -> wanted.status.equals(condition.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    var json =
        Json.object()
            .put("type", wanted.type)
            .put("status", wanted.status)
            .put("reason", wanted.reason)
            .put("message", wanted.message)
            .put("lastTransitionTime", since);
    latest
        .map(pod -> pod.getMetadata().getGeneration())
        .ifPresent(generation -> json.put("observedGeneration", generation));
    return json;
  }
}
