package dev.quarterdeck.controllers.disruption;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Instant;

/** Budgets and their pods. */
final class TestBudgets {

  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private TestBudgets() {}

  /**
   * @param least minAvailable, or null
   * @param most maxUnavailable, or null
   */
  static PodDisruptionBudget budget(String least, String most) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withMinAvailable(number(least))
        .withMaxUnavailable(number(most))
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .endSpec()
        .build();
  }

  private static IntOrString number(String text) {
    if (text == null) {
      return null;
    }
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
  }

  static PodDisruptionBudget with(PodDisruptionBudget budget, PodDisruptionBudgetStatus status) {
    return new PodDisruptionBudgetBuilder(budget).withStatus(status).build();
  }

  static Pod pod(String name, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .addToLabels("app", "web")
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }

  static Pod terminating(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp("2026-01-01T12:00:00Z")
        .endMetadata()
        .build();
  }
}
