package dev.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules on LabelSelectors in objects (meta/v1 ValidateLabelSelector), and reading them. */
public final class SelectorRules {

  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private SelectorRules() {}

  public static void check(Field selector) {
    MetadataRules.labels(selector.get("matchLabels"));
    for (var expression : selector.get("matchExpressions").items()) {
      expression(expression);
    }
  }

  private static void expression(Field expression) {
    var values = expression.get("values");
    switch (expression.get("operator").text()) {
      case "In", "NotIn" -> {
        if (values.items().isEmpty()) {
          values.required("must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.items().isEmpty()) {
          values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> expression.get("operator").invalid("not a valid selector operator");
    }
    var key = expression.get("key");
    key.invalidFor(Names.qualified(key.text()));
    for (var value : values.items()) {
      value.invalidFor(Names.labelValue(value.text()));
    }
  }

  /** Whether it has no term at all, and so matches everything. */
  public static boolean isEmpty(JsonNode selector) {
    return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
  }

  /** The selector to match with; empty when it is malformed. */
  public static Optional<LabelSelector> read(JsonNode selector) {
    var terms =
        new ArrayList<>(
            LabelSelector.of(Tree.textMap(selector.path("matchLabels"))).requirements());
    for (var expression : selector.path("matchExpressions")) {
      var operator = expression.path("operator").asText("");
      if (!OPERATORS.contains(operator)) {
        return Optional.empty();
      }
      terms.add(
          new Requirement(
              expression.path("key").asText(""),
              LabelSelector.operator(operator),
              Set.copyOf(Tree.texts(expression.path("values")))));
    }
    return Optional.of(new LabelSelector(terms));
  }
}
