package dev.quarterdeck.kinds.admissionregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What validating and mutating admission policies have in common. */
final class PolicyRules {

  private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
  private static final Set<String> VARIABLES =
      Set.of("object", "oldObject", "request", "authorizer", "namespaceObject", "variables");
  private static final int MAX_NAME = 253;

  static final Column PARAM_KIND =
      Columns.text(
          "ParamKind",
          "The kind of object that configures it.",
          (policy, now) -> {
            var kind = policy.path("spec").path("paramKind");
            return kind.isObject()
                ? Tree.text(kind, "/apiVersion") + "/" + Tree.text(kind, "/kind")
                : Columns.UNSET;
          });

  private PolicyRules() {}

  static void applyDefaults(ObjectNode policy) {
    var spec = Tree.child(policy, "spec");
    Tree.fill(spec, "failurePolicy", "Fail");
    if (spec.get("matchConstraints") instanceof ObjectNode match) {
      OperationRules.defaultMatch(match);
    }
  }

  /**
   * All of a policy's spec but what it does.
   *
   * @return what its expressions may use
   */
  static Set<String> check(Field spec) {
    spec.get("failurePolicy").oneOf(List.of("Fail", "Ignore"));
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
    if (name.absent()) {
      name.required("");
    } else {
      for (var message : Names.dns1035Label(name.text().toLowerCase(Locale.ROOT))) {
        name.invalid("may have mixed case, but should otherwise match: " + message);
      }
    }
  }

  private static void version(Field version) {
    if (version.absent()) {
      version.required("");
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
    if (constraints.get("resourceRules").items().isEmpty()) {
      constraints.get("resourceRules").required("");
    }
  }

  private static Set<String> names(Field spec) {
    var names = new HashSet<>(VARIABLES);
    if (spec.get("paramKind").present()) {
      names.add("params");
    }
    return names;
  }

  private static void variables(Field variables, Set<String> known) {
    var names = new HashSet<String>();
    for (var variable : variables.items()) {
      var name = variable.get("name");
      if (name.text().isBlank()) {
        name.required("name is not specified");
      } else if (name.text().length() > MAX_NAME || !IDENTIFIER.matcher(name.text()).matches()) {
        name.invalid("name is not a valid CEL identifier");
      } else if (!names.add(name.text())) {
        name.duplicate();
      }
      OperationRules.expression(
          variable.get("expression"), "expression is not specified", known, Outcome.ANY);
    }
  }
}
