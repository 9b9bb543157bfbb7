package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Operator;
import dev.quarterdeck.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A topology spread constraint.
 *
 * @param topologyKey label of nodes whose values make the domains
 * @param hard DoNotSchedule rather than ScheduleAnyway
 * @param selector which pods are counted; empty Optional counts none
 * @param minDomains 1 unless set
 * @param honorAffinity nodes the pod's affinity rules out make no domain
 * @param honorTaints nodes whose taints the pod does not tolerate make no domain
 */
public record SpreadConstraint(
    String topologyKey,
    int maxSkew,
    boolean hard,
    Optional<LabelSelector> selector,
    int minDomains,
    boolean honorAffinity,
    boolean honorTaints) {

  static SpreadConstraint of(TopologySpreadConstraint constraint, Map<String, String> podLabels) {
    return new SpreadConstraint(
        constraint.getTopologyKey(),
        Objects.requireNonNullElse(constraint.getMaxSkew(), 1),
        !"ScheduleAnyway".equals(constraint.getWhenUnsatisfiable()),
        Optional.ofNullable(constraint.getLabelSelector())
            .map(LabelSelector::of)
            .map(selector -> withPodsOwn(selector, constraint, podLabels)),
        Objects.requireNonNullElse(constraint.getMinDomains(), 1),
        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
        "Honor".equals(constraint.getNodeTaintsPolicy()));
  }

  /** matchLabelKeys: the pod's own values narrow the selector. */
  private static LabelSelector withPodsOwn(
      LabelSelector selector, TopologySpreadConstraint constraint, Map<String, String> podLabels) {
    var requirements = new ArrayList<>(selector.requirements());
    for (var key : constraint.getMatchLabelKeys()) {
      if (podLabels.containsKey(key)) {
        requirements.add(new Requirement(key, Operator.IN, Set.of(podLabels.get(key))));
      }
    }
    return new LabelSelector(requirements);
  }

  /** The pod counts towards this constraint of a pod in {@code namespace}. */
  public boolean counts(String namespace, PodInfo pod) {
    return pod.key().namespace().equals(namespace)
        && selector.isPresent()
        && selector.get().matches(pod.labels());
  }
}
