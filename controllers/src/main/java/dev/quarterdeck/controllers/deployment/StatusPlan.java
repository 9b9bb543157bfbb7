package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes a deployment's status from the statuses of its replica sets. */
final class StatusPlan {

  private StatusPlan() {}

  /** Counts, and the Available condition; the others are taken over from {@code conditions}. */
  static DeploymentStatus counts(Rollout rollout, DeploymentConditions conditions, Instant now) {
    var deployment = rollout.deployment();
    var total = rollout.sum(s -> Rollout.orZero(s.getReplicas()));
    var available = rollout.sum(s -> Rollout.orZero(s.getAvailableReplicas()));
    var stored = deployment.getStatus();
    return new DeploymentStatusBuilder()
        .withObservedGeneration(deployment.getMetadata().getGeneration())
        .withReplicas(orAbsent(total))
        .withUpdatedReplicas(orAbsent(rollout.newest().map(Rollout::existing).orElse(0)))
        .withReadyReplicas(orAbsent(rollout.sum(s -> Rollout.orZero(s.getReadyReplicas()))))
        .withAvailableReplicas(orAbsent(available))
        .withUnavailableReplicas(orAbsent(Math.max(0, wantedTotal(rollout) - available)))
        .withTerminatingReplicas(
            orAbsent(rollout.sum(s -> Rollout.orZero(s.getTerminatingReplicas()))))
        .withCollisionCount(stored == null ? null : stored.getCollisionCount())
        .withConditions(withAvailable(rollout, conditions, available, now).list())
        .build();
  }

  /** Replicas asked for: what is asked of the replica sets, not what they have made so far. */
  private static int wantedTotal(Rollout rollout) {
    return rollout.totalSize();
  }

  /** Kubernetes leaves zero counts out. */
  private static Integer orAbsent(int count) {
    return count == 0 ? null : count;
  }

  private static DeploymentConditions withAvailable(
      Rollout rollout, DeploymentConditions conditions, int available, Instant now) {
    return available >= rollout.replicas() - rollout.bounds().unavailable()
        ? conditions.with(
            DeploymentConditions.AVAILABLE,
            "True",
            "MinimumReplicasAvailable",
            "Deployment has minimum availability.",
            now)
        : conditions.with(
            DeploymentConditions.AVAILABLE,
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
            now);
  }

  /** The status after a pass of a rollout: counts, progress, and failures to make pods. */
  static DeploymentStatus afterPass(Rollout rollout, DeploymentConditions conditions, Instant now) {
    var status = counts(rollout, conditions, now);
    var judged = DeploymentProgress.judge(rollout, DeploymentConditions.of(status), status, now);
    var failure = failure(rollout);
    var finished =
        failure.isPresent()
            ? judged.with(
                DeploymentConditions.REPLICA_FAILURE,
                failure.get().getStatus(),
                failure.get().getReason(),
                failure.get().getMessage(),
                now)
            : judged.without(DeploymentConditions.REPLICA_FAILURE);
    status.setConditions(finished.list());
    return status;
  }

  /** The newest replica set's failure, else any old one's. */
  private static Optional<ReplicaSetCondition> failure(Rollout rollout) {
    return Stream.concat(rollout.newest().stream(), rollout.old().stream())
        .map(ReplicaSet::getStatus)
        .filter(status -> status != null)
        .flatMap(status -> status.getConditions().stream())
        .filter(condition -> DeploymentConditions.REPLICA_FAILURE.equals(condition.getType()))
        .findFirst();
  }
}
