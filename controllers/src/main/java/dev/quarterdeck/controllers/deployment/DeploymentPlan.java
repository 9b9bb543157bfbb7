package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.controllers.deployment.DeploymentAction.Annotate;
import dev.quarterdeck.controllers.deployment.DeploymentAction.CreateReplicaSet;
import dev.quarterdeck.controllers.deployment.DeploymentAction.DeleteReplicaSet;
import dev.quarterdeck.controllers.deployment.DeploymentAction.SetRevision;
import dev.quarterdeck.controllers.deployment.DeploymentAction.UpdateStatus;
import dev.quarterdeck.controllers.meta.Owners;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides the next step of a deployment. One call plans what can be done now; the changes that it
 * causes bring the next call.
 */
final class DeploymentPlan {

  /**
   * A step.
   *
   * @param actions in order; empty when all is as wanted
   * @param checkAfter when to look again though nothing changes, for the progress deadline
   */
  record Step(List<DeploymentAction> actions, Optional<Duration> checkAfter) {}

  private final Rollout rollout;
  private final Instant now;
  private DeploymentConditions conditions;

  private DeploymentPlan(Rollout rollout, Instant now) {
    this.rollout = rollout;
    this.now = now;
    this.conditions = DeploymentConditions.of(rollout.deployment().getStatus());
  }

  /**
   * Plans a step.
   *
   * @param replicaSets those the deployment controls, in any order
   * @param pods by the uid of their replica set; needed for the Recreate strategy only
   */
  static Step next(
      Deployment deployment,
      List<ReplicaSet> replicaSets,
      Map<String, List<Pod>> pods,
      Instant now) {
    return new DeploymentPlan(Rollout.of(deployment, replicaSets, pods), now).step();
  }

  private Step step() {
    var deployment = rollout.deployment();
    if (Owners.isTerminating(deployment)) {
      return finish(List.of(), StatusPlan.counts(rollout, conditions, now));
    }
    conditions = DeploymentProgress.pausedOrResumed(deployment, conditions, now);
    var annotate = annotateNewest();
    if (annotate.isPresent()) {
      return new Step(List.of(annotate.get()), Optional.empty());
    }
    noteFound();
    if (DeploymentProgress.isPaused(deployment) || ProportionalScaling.isDue(rollout)) {
      var actions = new ArrayList<>(ProportionalScaling.plan(rollout));
      if (DeploymentProgress.isPaused(deployment)) {
        actions.addAll(cleanUp());
      }
      return finish(actions, StatusPlan.counts(rollout, conditions, now));
    }
    return Bounds.isRolling(deployment) ? roll() : recreate();
  }

  private Step roll() {
    if (rollout.newest().isEmpty()) {
      return create();
    }
    return advance(RollingUpdate.step(rollout, rollout.newest().get()));
  }

  private Step recreate() {
    var stop = Recreate.stopOld(rollout);
    if (!stop.isEmpty() || Recreate.oldStillRuns(rollout)) {
      return advance(stop);
    }
    if (rollout.newest().isEmpty()) {
      return create();
    }
    return advance(Recreate.startNewest(rollout, rollout.newest().get()));
  }

  private Step create() {
    var set = NewReplicaSet.of(rollout);
    if (DeploymentProgress.hasDeadline(rollout.deployment())) {
      var message = "Created new replica set \"%s\"".formatted(set.getMetadata().getName());
      conditions =
          conditions.with(
              DeploymentConditions.PROGRESSING, "True", DeploymentProgress.CREATED, message, now);
    }
    var actions = List.of(new CreateReplicaSet(set), new SetRevision(RevisionAnnotations.of(set)));
    return finish(actions, StatusPlan.counts(rollout, conditions, now));
  }

  private Step advance(List<DeploymentAction> scaling) {
    var status = StatusPlan.afterPass(rollout, conditions, now);
    var actions = new ArrayList<>(scaling);
    if (scaling.isEmpty() && DeploymentProgress.isComplete(rollout, status)) {
      actions.addAll(cleanUp());
    }
    return finish(actions, status);
  }

  /** Annotations and minReadySeconds that the replica set of the current template lacks. */
  private Optional<Annotate> annotateNewest() {
    return rollout.newest().flatMap(this::annotate);
  }

  private Optional<Annotate> annotate(ReplicaSet newest) {
    var present = RevisionAnnotations.annotations(newest);
    var revision = RevisionAnnotations.after(rollout.old());
    var wanted = RevisionAnnotations.forNewest(rollout.deployment(), present, revision);
    var minReady = Rollout.orZero(rollout.deployment().getSpec().getMinReadySeconds());
    var settled =
        wanted.equals(present) && minReady == Rollout.orZero(newest.getSpec().getMinReadySeconds());
    return settled ? Optional.empty() : Optional.of(new Annotate(newest, wanted, minReady));
  }

  /** Sets the condition of a deployment that finds its replica set existing already. */
  private void noteFound() {
    if (rollout.newest().isPresent()
        && DeploymentProgress.hasDeadline(rollout.deployment())
        && conditions.get(DeploymentConditions.PROGRESSING).isEmpty()) {
      var name = rollout.newest().get().getMetadata().getName();
      var message = "Found new replica set \"%s\"".formatted(name);
      conditions =
          conditions.with(
              DeploymentConditions.PROGRESSING, "True", DeploymentProgress.FOUND, message, now);
    }
  }

  /** Old, empty, settled replica sets beyond revisionHistoryLimit, lowest revision first. */
  private List<DeploymentAction> cleanUp() {
    var limit = rollout.deployment().getSpec().getRevisionHistoryLimit();
    if (limit == null || limit == Integer.MAX_VALUE) {
      return List.of();
    }
    var candidates =
        rollout.old().stream()
            .filter(set -> !Owners.isTerminating(set))
            .sorted(Comparator.comparingLong(RevisionAnnotations::of))
            .toList();
    return candidates.stream()
        .limit(Math.max(0, candidates.size() - limit))
        .filter(DeploymentPlan::isEmptyAndSettled)
        .<DeploymentAction>map(DeleteReplicaSet::new)
        .toList();
  }

  private static boolean isEmptyAndSettled(ReplicaSet set) {
    var generation = set.getMetadata().getGeneration();
    var observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
    return Rollout.size(set) == 0
        && Rollout.existing(set) == 0
        && (generation == null || (observed != null && generation <= observed));
  }

  private Step finish(List<? extends DeploymentAction> planned, DeploymentStatus status) {
    var actions = new ArrayList<DeploymentAction>(planned);
    var deployment = rollout.deployment();
    rollout
        .newest()
        .map(RevisionAnnotations::of)
        .filter(revision -> revision != 0 && revision != RevisionAnnotations.of(deployment))
        .ifPresent(revision -> actions.add(new SetRevision(revision)));
    if (!Objects.equals(status, deployment.getStatus())) {
      actions.add(new UpdateStatus(status));
    }
    var after =
        Owners.isTerminating(deployment)
            ? Optional.<Duration>empty()
            : DeploymentProgress.checkAgainAfter(
                rollout, DeploymentConditions.of(status), status, now);
    return new Step(List.copyOf(actions), after);
  }
}
