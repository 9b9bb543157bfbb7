package dev.quarterdeck.kinds.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.cel.Expressions;
import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which requests a webhook or policy is about: operations on resources, matches, conditions. */
final class OperationRules {

  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
  private static final int MAX_CONDITIONS = 64;

  private OperationRules() {}

  /** A RuleWithOperations or NamedRuleWithOperations. */
  static void rule(Field rule) {
    var operations = rule.get("operations");
    notEmptyAndAloneWhenAll(operations, "operations");
    operations.items().forEach(operation -> operation.oneOf(OPERATIONS));
    notEmptyAndAloneWhenAll(rule.get("apiGroups"), "API groups");
    var versions = rule.get("apiVersions");
    notEmptyAndAloneWhenAll(versions, "API versions");
    for (var version : versions.items()) {
      if (version.absent()) {
        version.required("");
      }
    }
    resources(rule.get("resources"));
    rule.get("scope").noneBut(SCOPES);
    var names = new HashSet<String>();
    for (var name : rule.get("resourceNames").items()) {
      name.invalidFor(Names.pathSegment(name.text()));
      if (!names.add(name.text())) {
        name.duplicate();
      }
    }
  }

  private static void notEmptyAndAloneWhenAll(Field list, String what) {
    if (list.items().isEmpty()) {
      list.required("");
    } else if (list.items().size() > 1 && Tree.texts(list.node()).contains("*")) {
      list.invalid("if '*' is present, must not specify other " + what);
    }
  }

  private static void resources(Field resources) {
    var items = resources.items();
    if (items.isEmpty()) {
      resources.required("");
    }
    var allSubresourcesOf = new HashSet<String>();
    var ofAllResources = new HashSet<String>();
    for (var item : items) {
      if (item.absent()) {
        item.required("");
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
    for (var name : List.of("namespaceSelector", "objectSelector")) {
      if (match.get(name).absent()) {
        match.get(name).required("");
      } else {
        SelectorRules.check(match.get(name));
      }
    }
    match.get("resourceRules").items().forEach(OperationRules::rule);
    match.get("excludeResourceRules").items().forEach(OperationRules::rule);
    match.get("matchPolicy").oneOf(List.of("Equivalent", "Exact"));
  }

  /** The list {@code matchConditions}. */
  static void conditions(Field conditions, Set<String> variables) {
    conditions.atMost(MAX_CONDITIONS);
    var names = new HashSet<String>();
    for (var condition : conditions.items()) {
      expression(condition.get("expression"), "", variables, Outcome.BOOL);
      var name = condition.get("name");
      if (name.absent()) {
        name.required("");
        continue;
      }
      name.invalidFor(Names.qualified(name.text()));
      if (!names.add(name.text())) {
        name.duplicate();
      }
    }
  }

  /** A CEL expression, which must be there and compile. */
  static void expression(Field expression, String detail, Set<String> variables, Outcome outcome) {
    if (expression.text().isBlank()) {
      expression.required(detail);
    } else {
      Expressions.fault(expression.text(), variables, outcome).ifPresent(expression::invalid);
    }
  }

  static void defaultScopes(JsonNode parent, String list) {
    Tree.objects(parent, list).forEach(rule -> Tree.fill(rule, "scope", "*"));
  }

  /** The defaults of a MatchResources. */
  static void defaultMatch(ObjectNode match) {
    Tree.fill(match, "matchPolicy", "Equivalent");
    Tree.child(match, "namespaceSelector");
    Tree.child(match, "objectSelector");
    defaultScopes(match, "resourceRules");
    defaultScopes(match, "excludeResourceRules");
  }
}
