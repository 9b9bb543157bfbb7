package dev.quarterdeck.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.quarterdeck.controllers.namespace.NamespacePlan.Outcome;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespacePlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Namespace namespace(String deleted, String... finalizers) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName("rooms")
        .withDeletionTimestamp(deleted)
        .endMetadata()
        .withNewSpec()
        .withFinalizers(finalizers)
        .endSpec()
        .withNewStatus()
        .endStatus()
        .build();
  }

  @Test
  void isDueOnlyWhileItGoesAndWeHaveNotFinished() {
    assertThat(NamespacePlan.isDue(namespace(NOW.toString(), "kubernetes"))).isTrue();
    assertThat(NamespacePlan.isDue(namespace(null, "kubernetes"))).isFalse();
    assertThat(NamespacePlan.isDue(namespace(NOW.toString(), "example.com/other"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "held by a grace period, false, false, 3600,  1",
    "just held,              true,  false,   14,  1",
    "held for long,          true,  false,   15, 15",
    "failed just now,        false, true,     0,  1",
    "failing for long,       false, true,    60, 15",
  })
  void looksAgainSoonAndLessOftenAtWhatStaysStuck(
      String what, boolean held, boolean failed, long age, long seconds) {
    var outcome =
        new Outcome(
            List.of(),
            failed ? Map.of("pods", "pods: forbidden") : Map.of(),
            Map.of("pods", 1),
            held ? Map.of("example.com/hold", 1) : Map.of());
    var namespace = namespace(NOW.toString(), "kubernetes");
    assertThat(NamespacePlan.retryAfter(namespace, outcome, NOW.plusSeconds(age)))
        .hasSeconds(seconds);
  }

  @Test
  void tellsWhatHoldsIt() {
    var outcome =
        new Outcome(
            List.of("metrics.k8s.io/v1beta1"),
            Map.of("pods", "pods: forbidden"),
            Map.of("pods", 2, "configmaps", 1),
            Map.of("example.com/hold", 3));
    var namespace = namespace(NOW.toString(), "kubernetes");
    var conditions = NamespacePlan.conditions(namespace, outcome, NOW);
    assertThat(outcome.isClean()).isFalse();
    assertThat(conditions)
        .extracting(NamespaceCondition::getType, NamespaceCondition::getStatus)
        .containsExactly(
            tuple("NamespaceDeletionDiscoveryFailure", "True"),
            tuple("NamespaceDeletionGroupVersionParsingFailure", "False"),
            tuple("NamespaceDeletionContentFailure", "True"),
            tuple("NamespaceContentRemaining", "True"),
            tuple("NamespaceFinalizersRemaining", "True"));
    assertThat(conditions.get(3).getMessage())
        .isEqualTo(
            "Some resources are remaining: configmaps has 1 resource instances, pods has 2 resource"
                + " instances");
    assertThat(conditions.get(4).getMessage()).endsWith("example.com/hold in 3 resource instances");

    namespace.getStatus().setConditions(conditions);
    var clean = new Outcome(List.of(), Map.of(), Map.of(), Map.of());
    assertThat(clean.isClean()).isTrue();
    var later = NamespacePlan.conditions(namespace, clean, NOW.plusSeconds(60));
    assertThat(later).allSatisfy(c -> assertThat(c.getStatus()).isEqualTo("False"));
    assertThat(later.get(1).getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(later.get(0).getLastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
  }
}
