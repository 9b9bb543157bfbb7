package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.controllers.deployment.DeploymentAction.Annotate;
import dev.quarterdeck.controllers.deployment.DeploymentAction.CreateReplicaSet;
import dev.quarterdeck.controllers.deployment.DeploymentAction.DeleteReplicaSet;
import dev.quarterdeck.controllers.deployment.DeploymentAction.Scale;
import dev.quarterdeck.controllers.deployment.DeploymentAction.SetRevision;
import dev.quarterdeck.controllers.deployment.DeploymentAction.UpdateStatus;
import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A cluster of one deployment in memory, stepped by hand: replica sets get their pods, pods live.
 */
final class World {

  /** A pod's life, as far as a deployment can tell. */
  enum Life {
    STARTING,
    READY,
    STOPPING
  }

  static final class FakePod {
    final String owner;
    Life life = Life.STARTING;

    FakePod(String owner) {
      this.owner = owner;
    }
  }

  final Random random;
  final List<FakePod> pods = new ArrayList<>();
  final Map<String, ReplicaSet> sets = new LinkedHashMap<>();
  final List<String> log = new ArrayList<>();
  Deployment deployment;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  boolean newPodsBecomeReady = true;
  private int uids;

  World(Deployment deployment, long seed) {
    this.deployment = deployment;
    this.random = new Random(seed);
  }

  static DeploymentBuilder web(int replicas, String image) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .withUid("d-1")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withRevisionHistoryLimit(10)
        .withProgressDeadlineSeconds(600)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("web")
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec();
  }

  void edit(UnaryOperator<DeploymentBuilder> change) {
    deployment =
        change
            .apply(new DeploymentBuilder(deployment))
            .editMetadata()
            .withGeneration(deployment.getMetadata().getGeneration() + 1)
            .endMetadata()
            .build();
  }

  void image(String image) {
    edit(
        d ->
            d.editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec());
  }

  DeploymentPlan.Step plan() {
    return DeploymentPlan.next(deployment, List.copyOf(sets.values()), podsBySet(), now);
  }

  /** One pass of the deployment controller; whether it did anything. */
  boolean control() {
    var step = plan();
    step.actions().forEach(this::apply);
    return !step.actions().isEmpty();
  }

  private void apply(DeploymentAction action) {
    switch (action) {
      case CreateReplicaSet(var set) -> create(set);
      case Scale(var set, var from, var to, var annotations) -> {
        log.add("scale %s %d->%d".formatted(set.getMetadata().getName(), from, to));
        put(
            new ReplicaSetBuilder(set)
                .editMetadata()
                .addToAnnotations(annotations)
                .endMetadata()
                .editSpec()
                .withReplicas(to)
                .endSpec()
                .build());
      }
      case Annotate(var set, var annotations, var minReadySeconds) ->
          put(
              new ReplicaSetBuilder(set)
                  .editMetadata()
                  .withAnnotations(annotations)
                  .endMetadata()
                  .editSpec()
                  .withMinReadySeconds(minReadySeconds)
                  .endSpec()
                  .build());
      case DeleteReplicaSet(var set) -> {
        log.add("delete " + set.getMetadata().getName());
        sets.remove(set.getMetadata().getName());
      }
      case SetRevision(var revision) ->
          deployment =
              new DeploymentBuilder(deployment)
                  .editMetadata()
                  .addToAnnotations(RevisionAnnotations.REVISION, Long.toString(revision))
                  .endMetadata()
                  .build();
      case UpdateStatus(var status) ->
          deployment = new DeploymentBuilder(deployment).withStatus(status).build();
    }
  }

  private void create(ReplicaSet set) {
    log.add("create " + set.getMetadata().getName() + " " + set.getSpec().getReplicas());
    now = now.plusSeconds(1);
    put(
        new ReplicaSetBuilder(set)
            .editMetadata()
            .withUid("rs-" + ++uids)
            .withCreationTimestamp(Timestamps.format(now))
            .endMetadata()
            .build());
  }

  private void put(ReplicaSet set) {
    sets.put(set.getMetadata().getName(), set);
  }

  /** Replica sets make and drop pods; dropped ones are still there for a while. */
  void replicate() {
    for (var set : List.copyOf(sets.values())) {
      var own = active(set);
      for (var i = own.size(); i < Rollout.size(set); i++) {
        pods.add(new FakePod(set.getMetadata().getUid()));
      }
      own.stream()
          .sorted((a, b) -> a.life.compareTo(b.life))
          .limit(Math.max(0, own.size() - Rollout.size(set)))
          .forEach(pod -> pod.life = Life.STOPPING);
    }
  }

  /** Replica sets report what they see. */
  void report() {
    for (var set : List.copyOf(sets.values())) {
      var own = active(set);
      var ready = (int) own.stream().filter(pod -> pod.life == Life.READY).count();
      put(
          new ReplicaSetBuilder(set)
              .withStatus(
                  new ReplicaSetStatusBuilder()
                      .withReplicas(own.size())
                      .withReadyReplicas(ready)
                      .withAvailableReplicas(ready)
                      .build())
              .build());
    }
  }

  /** Some pods get on with their lives. */
  void live() {
    now = now.plusSeconds(1);
    for (var pod : List.copyOf(pods)) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      switch (pod.life) {
        case STARTING -> pod.life = newPodsBecomeReady ? Life.READY : Life.STARTING;
        case STOPPING -> pods.remove(pod);
        case READY -> {}
      }
    }
  }

  /** Everything once, in an order that differs from step to step, as it does in a cluster. */
  void tick() {
    switch (random.nextInt(4)) {
      case 0 -> control();
      case 1 -> replicate();
      case 2 -> report();
      default -> live();
    }
  }

  /** Until nothing changes any more; fails after a bound. */
  void settle() {
    for (var i = 0; i < 200; i++) {
      live();
      replicate();
      report();
      var acted = control();
      if (!acted && count(Life.READY) == pods.size()) {
        return;
      }
    }
    throw new AssertionError("not settled after 200 rounds: " + log);
  }

  List<FakePod> active(ReplicaSet set) {
    return pods.stream()
        .filter(p -> p.owner.equals(set.getMetadata().getUid()) && p.life != Life.STOPPING)
        .toList();
  }

  long count(Life life) {
    return pods.stream().filter(pod -> pod.life == life).count();
  }

  Map<String, List<Pod>> podsBySet() {
    return pods.stream()
        .collect(
            Collectors.groupingBy(
                pod -> pod.owner,
                Collectors.mapping(
                    _ -> new PodBuilder().withNewMetadata().endMetadata().build(),
                    Collectors.toList())));
  }

  DeploymentStatus status() {
    return deployment.getStatus();
  }

  Rollout rollout() {
    return Rollout.of(deployment, List.copyOf(sets.values()), Map.of());
  }

  ReplicaSet newest() {
    return rollout().newest().orElseThrow();
  }
}
