package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Operator;
import dev.quarterdeck.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields matchLabelKeys and mismatchLabelKeys: labels whose values the pod itself brings. */
final class LabelKeys {

  private LabelKeys() {}

  /**
   * Adds a requirement for each key that the pod has a label of. Kubernetes' API server writes
   * these requirements into the selector when the pod is created; they are not added again.
   */
  static LabelSelector narrow(
      LabelSelector selector, List<String> keys, Operator operator, Map<String, String> podLabels) {
    var requirements = new ArrayList<>(selector.requirements());
    for (var key : keys) {
      var value = podLabels.get(key);
      if (value != null && !has(selector, key, operator)) {
        requirements.add(new Requirement(key, operator, Set.of(value)));
      }
    }
    return new LabelSelector(requirements);
  }

  private static boolean has(LabelSelector selector, String key, Operator operator) {
    return selector.requirements().stream()
        .anyMatch(r -> r.key().equals(key) && r.operator() == operator);
  }
}
