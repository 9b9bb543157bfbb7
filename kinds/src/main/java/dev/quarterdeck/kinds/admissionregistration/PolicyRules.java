package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What validating and mutating admission policies have in common. */
final class PolicyRules {

  private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
  private static final Set<String> VARIABLES =
      Set.of("object", "oldObject", "request", "authorizer", "namespaceObject", "variables");
  private static final int MAX_NAME = 253;

  private PolicyRules() {}

  /**
   * All of a policy's spec but what it does.
   *
   * @return what its expressions may use
   */
  static Set<String> check(Field spec) {
    paramKind(spec.get("paramKind"));
    constraints(spec.get("matchConstraints"));
    var names = names(spec);
    OperationRules.conditions(spec.get("matchConditions"), names);
    variables(spec.get("variables"), names);
    return names;
  }

  private static void paramKind(Field kind) {
    if (kind.absent()) {
      return;
    }
    version(kind.get("apiVersion"));
    var name = kind.get("kind");
    if (name.needed()) {
      for (var message : Names.dns1035Label(name.text().toLowerCase(Locale.ROOT))) {
        name.invalid("may have mixed case, but should otherwise match: " + message);
      }
    }
  }

  private static void version(Field version) {
    if (!version.needed()) {
      return;
    }
    var parts = version.text().split("/", -1);
    if (parts.length > 2) {
      version.invalid("unexpected GroupVersion string: " + version.text());
      return;
    }
    if (parts.length == 2) {
      Names.dns1123Subdomain(parts[0]).forEach(m -> version.invalid(parts[0], m));
    }
    var last = parts[parts.length - 1];
    if (last.isEmpty()) {
      version.invalid("version must be specified");
    } else {
      Names.dns1035Label(last).forEach(m -> version.invalid(last, m));
    }
  }

  private static void constraints(Field constraints) {
    if (constraints.absent()) {
      constraints.required("");
      return;
    }
    OperationRules.match(constraints);
    constraints.get("resourceRules").needed();
  }

  private static Set<String> names(Field spec) {
    var names = new HashSet<>(VARIABLES);
    if (spec.get("paramKind").present()) {
      names.add("params");
    }
    return names;
  }

  private static void variables(Field variables, Set<String> known) {
    for (var variable : variables.items()) {
      var name = variable.get("name");
      if (name.text().isBlank()) {
        name.required("name is not specified");
      } else if (name.text().length() > MAX_NAME || !IDENTIFIER.matcher(name.text()).matches()) {
        name.invalid("name is not a valid CEL identifier");
      }
      OperationRules.expression(
          variable.get("expression"), "expression is not specified", known, Outcome.ANY);
    }
  }
}
