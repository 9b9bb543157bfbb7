package dev.quarterdeck.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.deployment.World.Life;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentPlanTest {

  private static Deployment rolling(int replicas, Object surge, Object unavailable) {
    return World.web(replicas, "web:1")
        .editSpec()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(surge))
        .withMaxUnavailable(new IntOrString(unavailable))
        .endRollingUpdate()
        .endStrategy()
        .endSpec()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 25%, 25%, 1, 1",
    "10, 25%, 25%, 3, 2",
    "1, 25%, 25%, 1, 0",
    "3, 0, 1%, 0, 1",
    "2, 0, 5, 0, 2",
    "0, 25%, 25%, 0, 0"
  })
  void roundsSurgeUpAndUnavailableDown(
      int replicas, String surge, String unavailable, int pods, int missing) {
    var bounds = Bounds.of(rolling(replicas, typed(surge), typed(unavailable)));
    assertThat(bounds).isEqualTo(new Bounds(pods, missing));
  }

  private static Object typed(String value) {
    return value.endsWith("%") ? value : (Object) Integer.valueOf(value);
  }

  @Test
  void createsTheReplicaSetWithItsHashAndRevision() {
    var world = new World(rolling(3, "25%", "25%"), 1);
    world.settle();

    var set = world.newest();
    var hash = set.getMetadata().getLabels().get("pod-template-hash");
    assertThat(hash).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
    assertThat(set.getMetadata().getName()).isEqualTo("web-" + hash);
    assertThat(set.getSpec().getSelector().getMatchLabels())
        .containsEntry("pod-template-hash", hash);
    assertThat(set.getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, "1")
        .containsEntry(RevisionAnnotations.DESIRED, "3")
        .containsEntry(RevisionAnnotations.MAX, "4");
    assertThat(world.deployment.getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, "1");
    assertThat(condition(world, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
    assertThat(condition(world, "Available").getStatus()).isEqualTo("True");
    assertThat(world.status().getAvailableReplicas()).isEqualTo(3);
    assertThat(world.status().getUnavailableReplicas()).isNull();
    assertThat(world.status().getObservedGeneration()).isEqualTo(1);
  }

  static Stream<Arguments> bounds() {
    return Stream.of(
        Arguments.of(4, "25%", "25%"),
        Arguments.of(10, "30%", "20%"),
        Arguments.of(1, 1, 0),
        Arguments.of(3, 0, 1),
        Arguments.of(7, 0, "50%"),
        Arguments.of(5, "100%", 0),
        Arguments.of(20, 3, 5));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void keepsItsBoundsAtEveryStepOfARollout(int replicas, Object surge, Object unavailable) {
    for (var seed = 0L; seed < 15; seed++) {
      var world = new World(rolling(replicas, surge, unavailable), seed);
      world.settle();
      world.image("web:2");
      rollOut(world);
      assertThat(world.newest().getSpec().getTemplate().getSpec().getContainers().getFirst())
          .satisfies(container -> assertThat(container.getImage()).isEqualTo("web:2"));
      assertThat(DeploymentProgress.isComplete(world.rollout(), world.status())).isTrue();
    }
  }

  private static void rollOut(World world) {
    for (var i = 0; i < 400; i++) {
      world.tick();
      assertBounds(world);
    }
    world.settle();
  }

  private static void assertBounds(World world) {
    var bounds = world.rollout().bounds();
    var replicas = world.rollout().replicas();
    assertThat(world.count(Life.READY))
        .as("available pods; log %s", world.log)
        .isGreaterThanOrEqualTo(replicas - bounds.unavailable());
    assertThat(world.count(Life.READY) + world.count(Life.STARTING))
        .as("pods; log %s", world.log)
        .isLessThanOrEqualTo(replicas + bounds.surge());
  }

  @Test
  void keepsItsBoundsWhenTheTemplateChangesAgainMidway() {
    for (var seed = 0L; seed < 20; seed++) {
      var world = new World(rolling(8, 2, 2), seed);
      world.settle();
      for (var version = 2; version < 6; version++) {
        world.image("web:" + version);
        for (var i = 0; i < 40; i++) {
          world.tick();
          assertBounds(world);
        }
      }
      rollOut(world);
      assertThat(Rollout.size(world.newest())).isEqualTo(8);
    }
  }

  @Test
  void recreateNeverRunsTwoVersionsAtOnce() {
    for (var seed = 0L; seed < 10; seed++) {
      var world =
          new World(
              World.web(5, "web:1")
                  .editSpec()
                  .withNewStrategy()
                  .withType("Recreate")
                  .endStrategy()
                  .endSpec()
                  .build(),
              seed);
      world.settle();
      world.image("web:2");
      for (var i = 0; i < 300; i++) {
        world.tick();
        assertThat(world.pods.stream().map(pod -> pod.owner).distinct().count())
            .isLessThanOrEqualTo(1);
      }
      world.settle();
      assertThat(Rollout.size(world.newest())).isEqualTo(5);
      assertThat(world.count(Life.READY)).isEqualTo(5);
    }
  }

  @Test
  void goingBackReusesTheOldReplicaSetUnderTheNextRevision() {
    var world = new World(rolling(2, 1, 0), 1);
    world.settle();
    var first = world.newest().getMetadata().getName();
    world.image("web:2");
    world.settle();
    world.image("web:1");
    world.settle();

    assertThat(world.newest().getMetadata().getName()).isEqualTo(first);
    assertThat(world.sets).hasSize(2);
    assertThat(world.newest().getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, "3")
        .containsEntry(RevisionAnnotations.HISTORY, "1");
    assertThat(world.deployment.getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, "3");
  }

  @ParameterizedTest
  @CsvSource({
    // Annotations hold 64-bit numbers, or any text.
    "2147483648, 2147483649",
    "3546343826724305832, 3546343826724305833",
    "9223372036854775807, 9223372036854775807",
    "none, 1"
  })
  void countsOnFromTheRevisionOfAReplicaSetItAdopts(String adopted, String next) {
    var world = new World(rolling(1, 1, 0), 1);
    world.settle();
    var old = world.newest();
    old.getMetadata().getAnnotations().put(RevisionAnnotations.REVISION, adopted);
    world.image("web:2");
    world.settle();
    assertThat(world.newest().getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, next);
    assertThat(world.deployment.getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, next);
    assertThat(world.sets.get(old.getMetadata().getName()).getMetadata().getAnnotations())
        .containsEntry(RevisionAnnotations.REVISION, adopted);
  }

  @Test
  void copiesTheChangeCauseButNotKubectlsOwnAnnotations() {
    var world = new World(rolling(1, 1, 0), 1);
    world.edit(
        d ->
            d.editMetadata()
                .addToAnnotations("kubernetes.io/change-cause", "first")
                .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
                .endMetadata());
    world.settle();
    assertThat(world.newest().getMetadata().getAnnotations())
        .containsEntry("kubernetes.io/change-cause", "first")
        .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");

    world.edit(
        d -> d.editMetadata().addToAnnotations("kubernetes.io/change-cause", "2nd").endMetadata());
    world.settle();
    assertThat(world.newest().getMetadata().getAnnotations())
        .containsEntry("kubernetes.io/change-cause", "2nd");
  }

  @Test
  void keepsAsManyOldReplicaSetsAsTheHistoryLimitAllows() {
    var world = new World(rolling(1, 1, 0), 1);
    world.edit(d -> d.editSpec().withRevisionHistoryLimit(2).endSpec());
    for (var version = 1; version <= 5; version++) {
      world.image("web:" + version);
      world.settle();
    }
    assertThat(world.sets.values()).extracting(RevisionAnnotations::of).containsExactly(3L, 4L, 5L);
  }

  @Test
  void pausedRolloutStandsStillAndSaysSo() {
    var world = new World(rolling(4, 1, 1), 1);
    world.settle();
    world.edit(d -> d.editSpec().withPaused(true).endSpec());
    world.image("web:2");
    world.settle();
    assertThat(world.sets).hasSize(1);
    assertThat(condition(world, "Progressing").getReason()).isEqualTo("DeploymentPaused");
    assertThat(condition(world, "Progressing").getStatus()).isEqualTo("Unknown");

    world.edit(d -> d.editSpec().withPaused(false).endSpec());
    world.control();
    assertThat(condition(world, "Progressing").getReason()).isEqualTo("NewReplicaSetCreated");
    world.settle();
    assertThat(world.sets).hasSize(2);
    assertThat(condition(world, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
  }

  @Test
  void scalingMidwayKeepsTheMixInProportion() {
    var world = new World(rolling(10, 2, 3), 3);
    world.settle();
    world.image("web:2");
    world.newPodsBecomeReady = false;
    for (var i = 0; i < 400; i++) {
      world.tick();
    }
    // Stuck with 5 new and 7 old pods: 10 + 2 in all, 7 of them available.
    assertThat(world.sets.values()).extracting(Rollout::size).containsExactly(7, 5);

    world.edit(d -> d.editSpec().withReplicas(20).endSpec());
    world.control();
    // 22 in all; 7/12 and 5/12 of it, rounded, the rest to the largest.
    assertThat(world.sets.values()).extracting(Rollout::size).containsExactly(13, 9);
    assertThat(world.sets.values())
        .allSatisfy(
            set ->
                assertThat(set.getMetadata().getAnnotations())
                    .containsAllEntriesOf(
                        Map.of(RevisionAnnotations.DESIRED, "20", RevisionAnnotations.MAX, "22")));
  }

  @Test
  void scalingToZeroEmptiesEveryReplicaSet() {
    var world = new World(rolling(10, 2, 3), 3);
    world.settle();
    world.image("web:2");
    for (var i = 0; i < 30; i++) {
      world.tick();
    }
    world.edit(d -> d.editSpec().withReplicas(0).endSpec());
    world.settle();
    assertThat(world.pods).isEmpty();
    assertThat(world.status().getReplicas()).isNull();
  }

  @Test
  void saysWhenARolloutStandsStillTooLong() {
    var world = new World(rolling(2, 1, 0), 1);
    world.settle();
    world.image("web:2");
    world.newPodsBecomeReady = false;
    for (var i = 0; i < 20; i++) {
      world.control();
      world.replicate();
      world.report();
    }
    assertThat(condition(world, "Progressing").getReason()).isEqualTo("ReplicaSetUpdated");
    var wait = world.plan().checkAfter().orElseThrow();
    assertThat(wait.toSeconds()).isBetween(590L, 601L);

    world.now = world.now.plus(wait);
    world.control();
    var progressing = condition(world, "Progressing");
    assertThat(progressing.getStatus()).isEqualTo("False");
    assertThat(progressing.getReason()).isEqualTo("ProgressDeadlineExceeded");
    assertThat(progressing.getMessage()).contains(world.newest().getMetadata().getName());
    assertThat(world.plan().checkAfter()).isEmpty();
  }

  @Test
  void settledDeploymentNeedsNothing() {
    var world = new World(rolling(3, 1, 0), 1);
    world.settle();
    assertThat(world.plan()).isEqualTo(new DeploymentPlan.Step(List.of(), Optional.empty()));
  }

  @Test
  void deploymentBeingDeletedOnlyReports() {
    var world = new World(rolling(3, 1, 0), 1);
    world.settle();
    world.image("web:2");
    world.deployment =
        new DeploymentBuilder(world.deployment)
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:10:00Z")
            .endMetadata()
            .build();
    assertThat(world.plan().actions())
        .allSatisfy(action -> assertThat(action).isInstanceOf(DeploymentAction.UpdateStatus.class));
  }

  @Test
  void hashDependsOnTemplateAndCollisionsOnly() {
    var template = rolling(1, 1, 0).getSpec().getTemplate();
    assertThat(Templates.hash(template, 0)).isEqualTo(Templates.hash(template, 0));
    assertThat(Templates.hash(template, 0)).isNotEqualTo(Templates.hash(template, 1));
    assertThat(Templates.same(template, Templates.withHash(template, "abc"))).isTrue();
  }

  private static DeploymentCondition condition(World world, String type) {
    return DeploymentConditions.of(world.status()).get(type).orElseThrow();
  }
}
