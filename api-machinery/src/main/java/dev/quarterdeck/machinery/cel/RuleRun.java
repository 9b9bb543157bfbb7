package dev.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/** One object's way through its rules, until its cost budget is spent. Used once. */
final class RuleRun {

  /** What all rules of one object may cost: about a second. */
  static final long PER_OBJECT = 10_000_000;

  private final List<FieldError> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long budget = PER_OBJECT;

  CelRules.Findings findings() {
    return new CelRules.Findings(List.copyOf(errors), List.copyOf(warnings));
  }

  void check(RuleNode root, JsonNode object, JsonNode old) {
    walk(root, "", object, Before.of(object, old));
  }

  /**
   * @return false when the budget is spent
   */
  private boolean walk(RuleNode node, String path, JsonNode value, Before before) {
    if (value == null || value.isNull()) {
      return true;
    }
    if (!node.rules().isEmpty() && !rules(node, path, value, before)) {
      return false;
    }
    if (value.isObject()) {
      return fields(node, path, value, before);
    }
    return node.items() == null || !value.isArray() || items(node, path, value, before);
  }

  private boolean fields(RuleNode node, String path, JsonNode value, Before before) {
    for (var entry : value.properties()) {
      var name = entry.getKey();
      var property = node.properties().get(name);
      var below = property != null ? property : node.values();
      if (below != null) {
        var place =
            node.values() != null
                ? path + "[" + name + "]"
                : path.isEmpty() ? name : path + "." + name;
        if (!walk(below, place, entry.getValue(), before.field(entry.getValue(), name))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean items(RuleNode node, String path, JsonNode value, Before before) {
    var old = before.items(node.schema());
    for (var i = 0; i < value.size(); i++) {
      var item = value.get(i);
      if (!walk(node.items(), path + "[" + i + "]", item, before.item(item, node.schema(), old))) {
        return false;
      }
    }
    return true;
  }

  private boolean rules(RuleNode node, String path, JsonNode value, Before before) {
    var evaluation = new RuleEvaluation(node.schema(), value, before.value());
    for (var rule : node.rules()) {
      if (rule.usesOldSelf() && before.value() == null && !rule.optionalOldSelf()) {
        continue;
      }
      var outcome = evaluation.run(rule, budget);
      budget -= outcome.cost();
      if (outcome.failure() != null) {
        var place =
            rule.source().fieldPath().isBlank() || outcome.broken()
                ? path
                : path + RuleFieldPath.suffix(rule.source().fieldPath(), node.schema());
        report(error(rule, node, place, outcome), !rule.usesOldSelf() && before.unchanged());
      }
      if (outcome.last()) {
        return false;
      }
    }
    return true;
  }

  private static FieldError error(
      CompiledRule rule, RuleNode node, String path, RuleEvaluation.Outcome outcome) {
    var place = path.startsWith(".") ? path.substring(1) : path;
    var shown = node.schema().type();
    if (outcome.broken()) {
      return FieldError.invalid(place, shown, outcome.failure());
    }
    return switch (rule.source().reason()) {
      case "FieldValueForbidden" -> FieldError.forbidden(place, outcome.failure());
      case "FieldValueRequired" -> FieldError.required(place, outcome.failure());
      case "FieldValueDuplicate" -> FieldError.duplicate(place, shown);
      default -> FieldError.invalid(place, shown, outcome.failure());
    };
  }

  private void report(FieldError error, boolean ratcheted) {
    if (ratcheted) {
      warnings.add(error.toString());
    } else {
      errors.add(error);
    }
  }
}
