package dev.quarterdeck.kinds;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

/** Rules on NodeSelectors (core/v1 ValidateNodeSelector). */
public final class NodeSelectorRules {

  private NodeSelectorRules() {}

  public static void check(Field selector) {
    var terms = selector.get("nodeSelectorTerms");
    if (terms.items().isEmpty()) {
      terms.required("must have at least one node selector term");
    }
    terms.items().forEach(NodeSelectorRules::term);
  }

  /** One term: all of its requirements must hold. */
  public static void term(Field term) {
    term.get("matchExpressions").items().forEach(e -> requirement(e, false));
    term.get("matchFields").items().forEach(e -> requirement(e, true));
  }

  private static void requirement(Field requirement, boolean field) {
    var values = requirement.get("values");
    var operator = requirement.get("operator");
    switch (operator.text()) {
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
      case "Gt", "Lt" -> {
        if (values.items().size() != 1) {
          values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> operator.invalid("not a valid selector operator");
    }
    var key = requirement.get("key");
    if (!field) {
      key.invalidFor(Names.qualified(key.text()));
    } else if (!key.text().equals("metadata.name")) {
      key.invalid("not a valid field selector key");
    }
  }
}
