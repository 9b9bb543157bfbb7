package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A deployment's conditions; immutable. */
record DeploymentConditions(List<DeploymentCondition> list) {

  static final String PROGRESSING = "Progressing";
  static final String AVAILABLE = "Available";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  DeploymentConditions {
    list = List.copyOf(list);
  }

  static DeploymentConditions of(DeploymentStatus status) {
    return new DeploymentConditions(status == null ? List.of() : status.getConditions());
  }

  Optional<DeploymentCondition> get(String type) {
    return list.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  boolean hasReason(String type, String reason) {
    return get(type).filter(c -> reason.equals(c.getReason())).isPresent();
  }

  DeploymentConditions without(String type) {
    return new DeploymentConditions(list.stream().filter(c -> !type.equals(c.getType())).toList());
  }

  /**
   * Sets a condition. One with the same status and reason stays as it is; the transition time moves
   * only when the status does.
   */
  DeploymentConditions with(
      String type, String status, String reason, String message, Instant now) {
    var present = get(type);
    if (present
        .filter(c -> same(c.getStatus(), status) && same(c.getReason(), reason))
        .isPresent()) {
      return this;
    }
    return replaced(type, status, reason, message, now);
  }

  /** Sets a condition and its update time even when nothing but time has changed. */
  DeploymentConditions refreshed(
      String type, String status, String reason, String message, Instant now) {
    return replaced(type, status, reason, message, now);
  }

  private DeploymentConditions replaced(
      String type, String status, String reason, String message, Instant now) {
    var at = Timestamps.format(now);
    var since =
        get(type)
            .filter(c -> same(c.getStatus(), status))
            .map(DeploymentCondition::getLastTransitionTime)
            .orElse(at);
    var list = new ArrayList<>(without(type).list);
    list.add(
        new DeploymentConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastUpdateTime(at)
            .withLastTransitionTime(since)
            .build());
    return new DeploymentConditions(list);
  }

  private static boolean same(String a, String b) {
    return a != null && a.equals(b);
  }
}
