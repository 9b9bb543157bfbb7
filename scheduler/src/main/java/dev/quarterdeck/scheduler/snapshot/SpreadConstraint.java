package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Operator;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A topology spread constraint, read for counting.
 *
 * @param topologyKey label of nodes whose values make the domains
 * @param hard DoNotSchedule rather than ScheduleAnyway
 * @param selector which pods of the pod's namespace are counted; empty for none
 * @param minDomains with fewer domains than this the smallest count is taken to be 0; 1 unless set
 * @param honorAffinity nodes that the pod's node affinity excludes are not counted
 * @param honorTaints nodes with taints that the pod does not tolerate are not counted
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
            .map(s -> LabelKeys.narrow(s, constraint.getMatchLabelKeys(), Operator.IN, podLabels)),
        Objects.requireNonNullElse(constraint.getMinDomains(), 1),
        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
        "Honor".equals(constraint.getNodeTaintsPolicy()));
  }

  /** The selector matches these labels. */
  public boolean selects(Map<String, String> labels) {
    return selector.isPresent() && selector.get().matches(labels);
  }
}
