package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One term of a node affinity: all requirements must hold; an empty term matches no node.
 *
 * @param fields on {@code metadata.name}, the only field Kubernetes offers
 */
public record NodeTerm(List<Requirement> labels, List<Requirement> fields) {

  static NodeTerm of(NodeSelectorTerm term) {
    return new NodeTerm(
        requirements(term.getMatchExpressions()), requirements(term.getMatchFields()));
  }

  private static List<Requirement> requirements(List<NodeSelectorRequirement> list) {
    return list.stream()
        .map(
            r ->
                new Requirement(
                    r.getKey(), LabelSelector.operator(r.getOperator()), Set.copyOf(r.getValues())))
        .toList();
  }

  public boolean isEmpty() {
    return labels.isEmpty() && fields.isEmpty();
  }

  public boolean matches(NodeInfo node) {
    return !isEmpty()
        && labels.stream().allMatch(r -> r.matches(node.labels()))
        && fields.stream().allMatch(r -> r.matches(Map.of("metadata.name", node.name())));
  }
}
