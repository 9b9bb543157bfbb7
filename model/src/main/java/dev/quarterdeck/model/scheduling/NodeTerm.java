package dev.quarterdeck.model.scheduling;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Operator;
import dev.quarterdeck.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One term of a node selector, read for matching: all its requirements must hold. A term without
 * requirements matches no node, and neither does a malformed one (an unknown operator, {@code Gt}
 * without exactly one integer): Kubernetes leaves it aside and looks at the others.
 *
 * @param labels requirements on the node's labels
 * @param fields requirements on {@code metadata.name}, the only field that Kubernetes offers
 */
public record NodeTerm(List<Requirement> labels, List<Requirement> fields) {

  private static final String NAME = "metadata.name";
  private static final NodeTerm MATCHES_NOTHING = new NodeTerm(List.of(), List.of());

  public static NodeTerm of(NodeSelectorTerm term) {
    var labels = requirements(term.getMatchExpressions(), NodeTerm::isValidForLabels);
    var fields = requirements(term.getMatchFields(), NodeTerm::isValidForFields);
    return labels.isPresent() && fields.isPresent()
        ? new NodeTerm(labels.get(), fields.get())
        : MATCHES_NOTHING;
  }

  /** Whether the node of that name and those labels satisfies the term. */
  public boolean matches(String nodeName, Map<String, String> nodeLabels) {
    if (labels.isEmpty() && fields.isEmpty()) {
      return false;
    }
    for (var requirement : labels) {
      if (!requirement.matches(nodeLabels)) {
        return false;
      }
    }
    if (fields.isEmpty()) {
      return true;
    }
    var nodeFields = Map.of(NAME, nodeName);
    return fields.stream().allMatch(requirement -> requirement.matches(nodeFields));
  }

  /**
   * The nodes that the term allows by name.
   *
   * @return empty when it does not restrict names; an empty set when no name can satisfy it
   */
  public Optional<Set<String>> allowedNames() {
    return fields.stream()
        .filter(f -> f.key().equals(NAME) && f.operator() == Operator.IN)
        .map(Requirement::values)
        .reduce((one, other) -> one.equals(other) ? one : Set.of());
  }

  private static Optional<List<Requirement>> requirements(
      List<NodeSelectorRequirement> list, Predicate<Requirement> isValid) {
    var requirements = new ArrayList<Requirement>(list.size());
    for (var each : list) {
      var requirement =
          LabelSelector.findOperator(each.getOperator())
              .map(o -> new Requirement(each.getKey(), o, Set.copyOf(each.getValues())))
              .filter(isValid);
      if (requirement.isEmpty()) {
        return Optional.empty();
      }
      requirements.add(requirement.get());
    }
    return Optional.of(List.copyOf(requirements));
  }

  private static boolean isValidForLabels(Requirement requirement) {
    var values = requirement.values();
    return switch (requirement.operator()) {
      case IN, NOT_IN -> !values.isEmpty();
      case EXISTS, DOES_NOT_EXIST -> values.isEmpty();
      case GREATER_THAN, LESS_THAN -> values.size() == 1 && isInteger(values.iterator().next());
    };
  }

  /** Fields are compared with one value only. */
  private static boolean isValidForFields(Requirement requirement) {
    return switch (requirement.operator()) {
      case IN, NOT_IN -> requirement.values().size() == 1;
      case EXISTS, DOES_NOT_EXIST, GREATER_THAN, LESS_THAN -> false;
    };
  }

  private static boolean isInteger(String text) {
    try {
      Long.parseLong(text);
      return true;
    } catch (NumberFormatException notAnInteger) {
      return false;
    }
  }
}
