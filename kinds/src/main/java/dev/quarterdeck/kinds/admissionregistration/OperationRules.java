package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.cel.Expressions;
import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.Set;

/** Which requests a webhook or policy is about: operations on resources, matches, conditions. */
final class OperationRules {

  private OperationRules() {}

  /** A RuleWithOperations or NamedRuleWithOperations. */
  static void rule(Field rule) {
    aloneWhenAll(rule.get("operations"), "operations");
    aloneWhenAll(rule.get("apiGroups"), "API groups");
    aloneWhenAll(rule.get("apiVersions"), "API versions");
    rule.get("apiVersions").each(Field::needed);
    resources(rule.get("resources"));
  }

  private static void aloneWhenAll(Field list, String what) {
    if (list.node().size() > 1 && Tree.texts(list.node()).contains("*")) {
      list.invalid("if '*' is present, must not specify other " + what);
    }
  }

  private static void resources(Field resources) {
    var allSubresourcesOf = new HashSet<String>();
    var ofAllResources = new HashSet<String>();
    for (var item : resources.items()) {
      if (!item.needed()) {
        continue;
      }
      var parts = item.text().split("/", 2);
      if (parts.length == 1) {
        continue;
      }
      if (allSubresourcesOf.contains(parts[0])) {
        item.invalid("if '%s/*' is present, must not specify %s".formatted(parts[0], item.text()));
      }
      if (ofAllResources.contains(parts[1])) {
        item.invalid("if '*/%s' is present, must not specify %s".formatted(parts[1], item.text()));
      }
      if (parts[1].equals("*")) {
        allSubresourcesOf.add(parts[0]);
      }
      if (parts[0].equals("*")) {
        ofAllResources.add(parts[1]);
      }
    }
    var texts = Tree.texts(resources.node());
    if (texts.size() > 1 && texts.contains("*/*")) {
      resources.invalid("if '*/*' is present, must not specify other resources");
    }
    if (texts.contains("*") && texts.stream().anyMatch(t -> !t.equals("*") && !t.contains("/"))) {
      resources.invalid("if '*' is present, must not specify other resources without subresources");
    }
  }

  /** A MatchResources. */
  static void match(Field match) {
    match.get("resourceRules").each(OperationRules::rule);
    match.get("excludeResourceRules").each(OperationRules::rule);
  }

  /** The list {@code matchConditions}. */
  static void conditions(Field conditions, Set<String> variables) {
    conditions.each(c -> expression(c.get("expression"), "", variables, Outcome.BOOL));
  }

  /** A CEL expression, which must be there and compile. */
  static void expression(Field expression, String detail, Set<String> variables, Outcome outcome) {
    if (expression.text().isBlank()) {
      expression.required(detail);
    } else {
      Expressions.fault(expression.text(), variables, outcome).ifPresent(expression::invalid);
    }
  }
}
