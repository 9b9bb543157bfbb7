package dev.quarterdeck.apiserver.verb;

import static dev.quarterdeck.kinds.Trees.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletionPlanTest {

  private static final ObjectNode POD =
      Trees.yaml(
          """
          metadata: {name: a, namespace: default, generation: 1}
          spec: {nodeName: n1, terminationGracePeriodSeconds: 30}
          status: {phase: Running}
          """);
  private static final ObjectNode MAP = Trees.yaml("metadata: {name: a, namespace: default}");

  private static DeletionPlan pod(ObjectNode pod, String options) {
    return DeletionPlan.of(
        Examples.strategy("Pod"), pod, DeletionOptions.of(Trees.yaml(options)), NOW.plusSeconds(5));
  }

  private static DeletionPlan map(ObjectNode map, String options) {
    return DeletionPlan.of(
        Examples.strategy("ConfigMap"), map, DeletionOptions.of(Trees.yaml(options)), NOW);
  }

  private static ObjectNode marked(DeletionPlan plan) {
    assertThat(plan).isInstanceOf(DeletionPlan.Mark.class);
    return ((DeletionPlan.Mark) plan).marked();
  }

  @Test
  void aRunningPodIsGivenItsGracePeriod() {
    assertThat(marked(pod(POD, "{}")).path("metadata"))
        .isEqualTo(
            Trees.yaml(
                """
                name: a
                namespace: default
                generation: 2
                deletionTimestamp: "2026-01-01T12:00:35Z"
                deletionGracePeriodSeconds: 30
                """));
  }

  @Test
  void aDeleteMayAskForAnotherGracePeriod() {
    assertThat(
            marked(pod(POD, "gracePeriodSeconds: 3"))
                .at("/metadata/deletionGracePeriodSeconds")
                .asInt())
        .isEqualTo(3);
    assertThat(
            marked(pod(POD, "gracePeriodSeconds: -1"))
                .at("/metadata/deletionGracePeriodSeconds")
                .asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void aFinishedPodGoesAtOnce(String phase) {
    assertThat(pod(Trees.with(POD, "/status/phase", phase), "{}"))
        .isEqualTo(new DeletionPlan.Remove());
  }

  @Test
  void anUnboundPodAndAForcedDeleteGoAtOnce() {
    assertThat(pod(Trees.with(POD, "/spec/nodeName", "-"), "{}"))
        .isEqualTo(new DeletionPlan.Remove());
    assertThat(pod(POD, "gracePeriodSeconds: 0")).isEqualTo(new DeletionPlan.Remove());
  }

  @Test
  void aSecondDeleteMayOnlyShortenTheGracePeriod() {
    var first = marked(pod(POD, "{}"));
    assertThat(pod(first, "{}")).isEqualTo(new DeletionPlan.Leave());
    assertThat(pod(first, "gracePeriodSeconds: 60")).isEqualTo(new DeletionPlan.Leave());
    var second = marked(pod(first, "gracePeriodSeconds: 10"));
    assertThat(second.at("/metadata/deletionTimestamp").asText()).isEqualTo("2026-01-01T12:00:15Z");
    assertThat(second.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(10);
    assertThat(second.at("/metadata/generation").asInt()).isEqualTo(2);
    assertThat(pod(second, "gracePeriodSeconds: 0")).isEqualTo(new DeletionPlan.Remove());
  }

  @Test
  void anObjectWithoutFinalizersGoesAtOnce() {
    assertThat(map(MAP, "{}")).isEqualTo(new DeletionPlan.Remove());
    assertThat(map(MAP, "propagationPolicy: Background")).isEqualTo(new DeletionPlan.Remove());
  }

  @Test
  void aFinalizerHoldsTheObjectUntilAnUpdateTakesItAway() {
    var held = marked(map(Trees.with(MAP, "/metadata/finalizers", "[a/b]"), "{}"));
    assertThat(held.at("/metadata/deletionTimestamp").asText()).isEqualTo(NOW.toString());
    assertThat(held.at("/metadata/deletionGracePeriodSeconds").asInt(-1)).isZero();
    assertThat(map(held, "{}")).isEqualTo(new DeletionPlan.Leave());
    var freed = Trees.with(held, "/metadata/finalizers", "[]");
    var strategy = Examples.strategy("ConfigMap");
    assertThat(DeletionPlan.completedBy(strategy, freed, held)).isTrue();
    assertThat(DeletionPlan.completedBy(strategy, held, held)).isFalse();
    assertThat(DeletionPlan.completedBy(strategy, MAP, MAP)).isFalse();
  }

  @Test
  void thePropagationPolicyBecomesAFinalizer() {
    assertThat(marked(map(MAP, "propagationPolicy: Foreground")).at("/metadata/finalizers"))
        .isEqualTo(Trees.node("[foregroundDeletion]"));
    assertThat(marked(map(MAP, "propagationPolicy: Orphan")).at("/metadata/finalizers"))
        .isEqualTo(Trees.node("[orphan]"));
    assertThat(marked(map(MAP, "orphanDependents: true")).at("/metadata/finalizers"))
        .isEqualTo(Trees.node("[orphan]"));
    var foreground = Trees.with(MAP, "/metadata/finalizers", "[foregroundDeletion, a/b]");
    assertThat(marked(map(foreground, "propagationPolicy: Background")).at("/metadata/finalizers"))
        .isEqualTo(Trees.node("[a/b]"));
    assertThat(marked(map(foreground, "{}")).at("/metadata/finalizers"))
        .as("a policy already there stands")
        .isEqualTo(Trees.node("[a/b, foregroundDeletion]"));
  }

  @Test
  void aNamespaceIsTerminatingUntilItIsFinalized() {
    var strategy = Examples.strategy("Namespace");
    var namespace = Trees.created(strategy, Trees.yaml("metadata: {name: a}"));
    var terminating = marked(DeletionPlan.of(strategy, namespace, DeletionOptions.DEFAULT, NOW));
    assertThat(terminating.at("/status/phase").asText()).isEqualTo("Terminating");
    assertThat(terminating.path("metadata").has("deletionGracePeriodSeconds")).isFalse();
    assertThat(DeletionPlan.of(strategy, terminating, DeletionOptions.DEFAULT, NOW))
        .isEqualTo(new DeletionPlan.Leave());
    var finalized = Trees.with(terminating, "/spec/finalizers", "[]");
    assertThat(DeletionPlan.completedBy(strategy, finalized, terminating)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "propagationPolicy: Sideways",
        "{propagationPolicy: Orphan, orphanDependents: true}",
      })
  void wrongOptionsAreNamed(String options) {
    assertThatThrownBy(() -> DeletionOptions.of(Trees.yaml(options)))
        .hasMessageContaining("DeleteOptions.meta.k8s.io")
        .hasMessageContaining("propagationPolicy");
  }
}
