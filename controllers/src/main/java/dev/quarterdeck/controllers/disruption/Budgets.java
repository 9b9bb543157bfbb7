package dev.quarterdeck.controllers.disruption;

import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which budgets guard which pods. */
final class Budgets {

  private final SharedInformer<PodDisruptionBudget> budgets;
  private final SharedInformer<Pod> pods;

  Budgets(SharedInformer<PodDisruptionBudget> budgets, SharedInformer<Pod> pods) {
    this.budgets = budgets;
    this.pods = pods;
  }

  /** The budgets that select the pod, by name; a pod should have no more than one. */
  List<PodDisruptionBudget> of(Pod pod) {
    return budgets.store().inNamespace(pod.getMetadata().getNamespace()).stream()
        .filter(budget -> selects(budget, pod))
        .sorted(Comparator.comparing(budget -> ObjectKey.of(budget)))
        .toList();
  }

  List<Pod> pods(PodDisruptionBudget budget) {
    return pods.store().inNamespace(budget.getMetadata().getNamespace()).stream()
        .filter(pod -> selects(budget, pod))
        .toList();
  }

  /** An empty selector selects all pods of the namespace, an absent one none. */
  private static boolean selects(PodDisruptionBudget budget, Pod pod) {
    var selector = budget.getSpec().getSelector();
    var labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
    return selector != null && LabelSelector.of(selector).matches(labels);
  }
}
