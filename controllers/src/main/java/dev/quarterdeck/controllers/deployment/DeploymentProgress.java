package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Computes the Progressing condition: whether a rollout moves, is done, or has timed out. */
final class DeploymentProgress {

  static final String CREATED = "NewReplicaSetCreated";
  static final String FOUND = "FoundNewReplicaSet";
  static final String UPDATED = "ReplicaSetUpdated";
  static final String DONE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String CREATE_ERROR = "ReplicaSetCreateError";
  static final String PAUSED = "DeploymentPaused";
  static final String RESUMED = "DeploymentResumed";

  private DeploymentProgress() {}

  static boolean hasDeadline(Deployment deployment) {
    var seconds = deployment.getSpec().getProgressDeadlineSeconds();
    return seconds != null && seconds != Integer.MAX_VALUE;
  }

  /** Notes pausing and resuming, so that the deadline does not run while a rollout is paused. */
  static DeploymentConditions pausedOrResumed(
      Deployment deployment, DeploymentConditions conditions, Instant now) {
    if (!hasDeadline(deployment)
        || conditions.hasReason(DeploymentConditions.PROGRESSING, TIMED_OUT)
        || isPaused(deployment) == conditions.hasReason(DeploymentConditions.PROGRESSING, PAUSED)) {
      return conditions;
    }
    return isPaused(deployment)
        ? conditions.with(
            DeploymentConditions.PROGRESSING, "Unknown", PAUSED, "Deployment is paused", now)
        : conditions.with(
            DeploymentConditions.PROGRESSING, "Unknown", RESUMED, "Deployment is resumed", now);
  }

  static boolean isPaused(Deployment deployment) {
    return Boolean.TRUE.equals(deployment.getSpec().getPaused());
  }

  /** The conditions after a pass over a rollout that is not paused. */
  static DeploymentConditions judge(
      Rollout rollout, DeploymentConditions conditions, DeploymentStatus status, Instant now) {
    var deployment = rollout.deployment();
    if (!hasDeadline(deployment)) {
      return conditions.without(DeploymentConditions.PROGRESSING);
    }
    var settled =
        Rollout.orZero(status.getReplicas()) == Rollout.orZero(status.getUpdatedReplicas())
            && conditions.hasReason(DeploymentConditions.PROGRESSING, DONE);
    if (settled) {
      return conditions;
    }
    var subject = subject(rollout);
    if (isComplete(rollout, status)) {
      return conditions.with(
          DeploymentConditions.PROGRESSING,
          "True",
          DONE,
          subject + " has successfully progressed.",
          now);
    }
    if (hasMoved(deployment.getStatus(), status)) {
      return conditions.refreshed(
          DeploymentConditions.PROGRESSING, "True", UPDATED, subject + " is progressing.", now);
    }
    if (isTimedOut(deployment, conditions, now)) {
      return conditions.with(
          DeploymentConditions.PROGRESSING,
          "False",
          TIMED_OUT,
          subject + " has timed out progressing.",
          now);
    }
    return conditions;
  }

  private static String subject(Rollout rollout) {
    return rollout
        .newest()
        .map(DeploymentProgress::named)
        .orElseGet(
            () -> "Deployment \"%s\"".formatted(rollout.deployment().getMetadata().getName()));
  }

  private static String named(ReplicaSet set) {
    return "ReplicaSet \"%s\"".formatted(set.getMetadata().getName());
  }

  /** All wanted pods are of the newest template and available, and no other pod is left. */
  static boolean isComplete(Rollout rollout, DeploymentStatus status) {
    var wanted = rollout.replicas();
    return Rollout.orZero(status.getUpdatedReplicas()) == wanted
        && Rollout.orZero(status.getReplicas()) == wanted
        && Rollout.orZero(status.getAvailableReplicas()) == wanted;
  }

  private static boolean hasMoved(DeploymentStatus before, DeploymentStatus after) {
    var was = before == null ? new DeploymentStatus() : before;
    return updated(after) > updated(was)
        || total(after) - updated(after) < total(was) - updated(was)
        || Rollout.orZero(after.getReadyReplicas()) > Rollout.orZero(was.getReadyReplicas())
        || Rollout.orZero(after.getAvailableReplicas())
            > Rollout.orZero(was.getAvailableReplicas());
  }

  private static int updated(DeploymentStatus status) {
    return Rollout.orZero(status.getUpdatedReplicas());
  }

  private static int total(DeploymentStatus status) {
    return Rollout.orZero(status.getReplicas());
  }

  private static boolean isTimedOut(
      Deployment deployment, DeploymentConditions conditions, Instant now) {
    if (conditions.hasReason(DeploymentConditions.PROGRESSING, TIMED_OUT)) {
      return true;
    }
    return deadline(deployment, conditions).filter(at -> at.isBefore(now)).isPresent();
  }

  /**
   * When to look again at a rollout that may be standing still; empty when it is done, has timed
   * out, is paused or has no deadline.
   */
  static Optional<Duration> checkAgainAfter(
      Rollout rollout, DeploymentConditions conditions, DeploymentStatus status, Instant now) {
    var deployment = rollout.deployment();
    if (!hasDeadline(deployment)
        || isPaused(deployment)
        || isComplete(rollout, status)
        || conditions.hasReason(DeploymentConditions.PROGRESSING, TIMED_OUT)) {
      return Optional.empty();
    }
    return deadline(deployment, conditions)
        .map(at -> Duration.between(now, at).plusSeconds(1))
        .map(wait -> wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait);
  }

  private static Optional<Instant> deadline(
      Deployment deployment, DeploymentConditions conditions) {
    return conditions
        .get(DeploymentConditions.PROGRESSING)
        .filter(c -> !DONE.equals(c.getReason()))
        .flatMap(c -> Timestamps.parse(c.getLastUpdateTime()))
        .map(at -> at.plusSeconds(deployment.getSpec().getProgressDeadlineSeconds()));
  }
}
