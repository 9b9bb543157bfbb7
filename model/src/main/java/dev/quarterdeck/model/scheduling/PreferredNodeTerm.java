package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;

/**
 * A preference among nodes.
 *
 * @param weight 1 to 100
 */
public record PreferredNodeTerm(int weight, NodeTerm term) {

  /** Reads {@code preferredDuringSchedulingIgnoredDuringExecution} of a pod's node affinity. */
  public static List<PreferredNodeTerm> of(PodSpec spec) {
    return Optional.ofNullable(spec.getAffinity())
        .map(Affinity::getNodeAffinity)
        .map(NodeAffinity::getPreferredDuringSchedulingIgnoredDuringExecution)
        .orElse(List.of())
        .stream()
        .map(p -> new PreferredNodeTerm(p.getWeight(), NodeTerm.of(p.getPreference())))
        .toList();
  }
}
