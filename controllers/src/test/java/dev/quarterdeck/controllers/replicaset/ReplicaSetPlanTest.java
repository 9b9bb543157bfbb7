package dev.quarterdeck.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.pod.Pods;
import dev.quarterdeck.controllers.replicaset.ReplicaSetPlan.PodChange;
import dev.quarterdeck.controllers.replicaset.ReplicaSetStatusPlan.Failure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaSetPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T02:00:00Z");
  private static final String LONG_AGO = "2026-01-01T00:00:00Z";
  private static final String JUST_NOW = "2026-01-01T01:59:58Z";

  private static ReplicaSet set(int replicas) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .addToLabels("tier", "front")
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Pod ready(String name) {
    return Pods.ready(name, "node-1", LONG_AGO).build();
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 2", "700, 0, 500"})
  void createsWhatIsMissingInBursts(int wanted, int present, int created) {
    var active = IntStream.range(0, present).mapToObj(i -> ready("p" + i)).toList();
    assertThat(ReplicaSetPlan.next(set(wanted), active, active, NOW))
        .isEqualTo(new PodChange.Create(created));
  }

  @Test
  void leavesTheRightNumberAlone() {
    var active = List.of(ready("a"), ready("b"));
    assertThat(ReplicaSetPlan.next(set(2), active, active, NOW)).isEqualTo(new PodChange.Nothing());
  }

  @Test
  void deletesThoseThatServeLeastFirst() {
    var unassigned = Pods.pod("unassigned").build();
    var pending = Pods.pod("pending").editSpec().withNodeName("node-1").endSpec().build();
    var notReady =
        Pods.pod("not-ready")
            .editSpec()
            .withNodeName("node-1")
            .endSpec()
            .editStatus()
            .withPhase("Running")
            .endStatus()
            .build();
    var cheap = cost(Pods.ready("cheap", "node-1", LONG_AGO), "-5");
    var crowded1 = Pods.ready("crowded-1", "node-2", LONG_AGO).build();
    var crowded2 = Pods.ready("crowded-2", "node-2", LONG_AGO).build();
    var young = Pods.ready("young", "node-3", JUST_NOW).build();
    var restarted =
        Pods.ready("restarted", "node-4", LONG_AGO)
            .editStatus()
            .addNewContainerStatus()
            .withName("main")
            .withRestartCount(4)
            .endContainerStatus()
            .endStatus()
            .build();
    var steady = Pods.ready("steady", "node-5", LONG_AGO).build();
    var dear = cost(Pods.ready("dear", "node-2", LONG_AGO), "10");
    var all =
        List.of(
            dear,
            steady,
            restarted,
            young,
            crowded2,
            crowded1,
            cheap,
            notReady,
            pending,
            unassigned);

    assertThat(DeletionRank.choose(all, all, 10, NOW))
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactly(
            "unassigned",
            "pending",
            "not-ready",
            "cheap",
            "crowded-1",
            "crowded-2",
            "young",
            "restarted",
            "steady",
            "dear");
  }

  private static Pod cost(PodBuilder pod, String cost) {
    return pod.editMetadata().addToAnnotations(DeletionRank.COST, cost).endMetadata().build();
  }

  @Test
  void countsCrowdingOverTheWholeDeployment() {
    var ours = List.of(Pods.ready("a", "node-1", LONG_AGO).build(), ready2("b", "node-2"));
    var theirs = List.of(ready2("x", "node-2"), ready2("y", "node-2"));
    var related = new ArrayList<>(ours);
    related.addAll(theirs);
    assertThat(DeletionRank.choose(ours, related, 1, NOW))
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactly("b");
  }

  private static Pod ready2(String name, String node) {
    return Pods.ready(name, node, LONG_AGO).build();
  }

  @Test
  void statusCountsLabelsReadinessAndAvailability() {
    var set = set(4);
    set.getSpec().setMinReadySeconds(10);
    var labelled =
        Pods.ready("a", "n", LONG_AGO)
            .editMetadata()
            .addToLabels("tier", "front")
            .endMetadata()
            .build();
    var young = Pods.ready("b", "n", JUST_NOW).build();
    var pending = Pods.pod("c").build();
    var active = List.of(labelled, young, pending);

    var status = ReplicaSetStatusPlan.status(set, active, 2, Optional.empty(), NOW);
    assertThat(status.getReplicas()).isEqualTo(3);
    assertThat(status.getFullyLabeledReplicas()).isEqualTo(1);
    assertThat(status.getReadyReplicas()).isEqualTo(2);
    assertThat(status.getAvailableReplicas()).isEqualTo(1);
    assertThat(status.getTerminatingReplicas()).isEqualTo(2);
    assertThat(status.getObservedGeneration()).isEqualTo(3);
    assertThat(ReplicaSetStatusPlan.checkAfter(set, active, NOW)).contains(Duration.ofSeconds(8));
  }

  @Test
  void failureStaysInTheStatusUntilAPassSucceeds() {
    var set = set(1);
    var failed =
        ReplicaSetStatusPlan.status(
            set, List.of(), 0, Optional.of(new Failure("FailedCreate", "quota")), NOW);
    assertThat(failed.getConditions().getFirst())
        .satisfies(
            c -> {
              assertThat(c.getType()).isEqualTo("ReplicaFailure");
              assertThat(c.getReason()).isEqualTo("FailedCreate");
              assertThat(c.getMessage()).isEqualTo("quota");
            });
    set.setStatus(failed);
    var again =
        ReplicaSetStatusPlan.status(
            set, List.of(), 0, Optional.of(new Failure("FailedCreate", "other")), NOW);
    assertThat(again.getConditions()).isEqualTo(failed.getConditions());
    assertThat(
            ReplicaSetStatusPlan.status(set, List.of(), 0, Optional.empty(), NOW).getConditions())
        .isEmpty();
  }
}
