package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks values against their schema: types, bounds, formats, combinations. On an update a part
 * that was there before, unchanged, passes whatever the schema says by now (ratcheting).
 */
public final class ValueCheck {

  private final List<FieldError> errors = new ArrayList<>();

  private ValueCheck() {}

  /**
   * @param old what was there before; null when nothing was
   * @return empty when the value is valid
   */
  public static List<FieldError> check(JsonNode value, JsonNode old, StructuralSchema schema) {
    return check(value, old, schema, "");
  }

  /** As {@link #check(JsonNode, JsonNode, StructuralSchema)}, for a value at {@code path}. */
  public static List<FieldError> check(
      JsonNode value, JsonNode old, StructuralSchema schema, String path) {
    var check = new ValueCheck();
    check.value(value, old, schema, path);
    return check.errors;
  }

  private void value(JsonNode value, JsonNode old, StructuralSchema schema, String path) {
    if (old != null && Numbers.equal(value, old)) {
      return;
    }
    if (value.isNumber() && !Numbers.finite(value)) {
      errors.add(FieldError.invalid(path, value, "is too large for a number"));
      return;
    }
    type(value, schema, path);
    var rules = schema.values();
    if (value.isNull()) {
      if (!schema.nullable()) {
        ValueRulesCheck.enumeration(value, rules, path, errors);
      }
      return;
    }
    combinations(value, old, rules, path);
    ValueRulesCheck.scalar(value, rules, path, errors);
    switch (value) {
      case ObjectNode object -> object(object, old, schema, path);
      case ArrayNode array -> array(array, old, schema, path);
      default -> {}
    }
    ValueRulesCheck.enumeration(value, rules, path, errors);
  }

  private void type(JsonNode value, StructuralSchema schema, String path) {
    var wanted = schema.intOrString() ? "integer,string" : schema.type();
    if (wanted.isEmpty() || value.isNull() && schema.nullable()) {
      return;
    }
    var actual = typeOf(value);
    var fits =
        switch (wanted) {
          case "integer,string" -> value.isTextual() || value.isNumber() && Numbers.whole(value);
          case "integer" -> value.isNumber() && Numbers.whole(value);
          case "number" -> value.isNumber();
          default -> wanted.equals(actual);
        };
    if (!fits) {
      errors.add(ValueRulesCheck.wrongType(path, wanted, actual));
    }
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> Numbers.whole(value) ? "integer" : "number";
      case NULL, MISSING, BINARY, POJO -> "null";
    };
  }

  private void object(ObjectNode object, JsonNode old, StructuralSchema schema, String path) {
    ValueRulesCheck.object(object, schema.values(), path, errors);
    for (var entry : object.properties()) {
      var field = schema.field(entry.getKey());
      if (field != null) {
        var name = entry.getKey();
        var before = old instanceof ObjectNode was ? was.get(name) : null;
        value(entry.getValue(), before, field, path.isEmpty() ? name : path + "." + name);
      }
    }
  }

  private void array(ArrayNode array, JsonNode old, StructuralSchema schema, String path) {
    ValueRulesCheck.array(array, schema.values(), path, errors);
    if (schema.items() == null) {
      return;
    }
    var before = correlated(old, schema);
    for (var i = 0; i < array.size(); i++) {
      var was = before.isEmpty() ? null : before.get(key(array.get(i), schema));
      value(array.get(i), was, schema.items(), path + "[" + i + "]");
    }
  }

  /** The items of a keyed list by their keys; items of other lists have no past. */
  private static Map<JsonNode, JsonNode> correlated(JsonNode old, StructuralSchema schema) {
    if (!schema.listType().equals("map") || !(old instanceof ArrayNode items)) {
      return Map.of();
    }
    var known = new HashMap<JsonNode, JsonNode>();
    items.forEach(item -> known.putIfAbsent(key(item, schema), item));
    return known;
  }

  private static JsonNode key(JsonNode item, StructuralSchema list) {
    return Numbers.plain(ListTypeCheck.keys(item, list));
  }

  private void combinations(JsonNode value, JsonNode old, ValueRules rules, String path) {
    if (!rules.allOf().isEmpty()) {
      allOf(value, old, rules.allOf(), path);
    }
    if (!rules.anyOf().isEmpty()) {
      anyOf(value, old, rules.anyOf(), path);
    }
    if (!rules.oneOf().isEmpty()) {
      oneOf(value, old, rules.oneOf(), path);
    }
    if (rules.not() != null && check(value, old, rules.not(), path).isEmpty()) {
      refuse("\"%s\" must not validate the schema (not)".formatted(path));
    }
  }

  private void allOf(JsonNode value, JsonNode old, List<StructuralSchema> branches, String path) {
    var valid = 0;
    for (var branch : branches) {
      var found = check(value, old, branch, path);
      valid += found.isEmpty() ? 1 : 0;
      errors.addAll(found);
    }
    if (valid < branches.size()) {
      var none = valid == 0 ? ". None validated" : "";
      refuse("\"%s\" must validate all the schemas (allOf)%s".formatted(path, none));
    }
  }

  private void anyOf(JsonNode value, JsonNode old, List<StructuralSchema> branches, String path) {
    List<FieldError> best = null;
    for (var branch : branches) {
      var found = check(value, old, branch, path);
      if (found.isEmpty()) {
        return;
      }
      best = best == null || found.size() < best.size() ? found : best;
    }
    refuse("\"%s\" must validate at least one schema (anyOf)".formatted(path));
    errors.addAll(best);
  }

  private void oneOf(JsonNode value, JsonNode old, List<StructuralSchema> branches, String path) {
    List<FieldError> best = null;
    var valid = 0;
    for (var branch : branches) {
      var found = check(value, old, branch, path);
      valid += found.isEmpty() ? 1 : 0;
      best = best == null || found.size() < best.size() ? found : best;
    }
    if (valid == 1) {
      return;
    }
    var how = valid == 0 ? "Found none valid" : "Found %d valid alternatives".formatted(valid);
    refuse("\"%s\" must validate one and only one schema (oneOf). %s".formatted(path, how));
    if (valid == 0) {
      errors.addAll(best);
    }
  }

  /** Kubernetes blames combinations on no field; {@code <nil>} is how it writes that. */
  private void refuse(String why) {
    errors.add(FieldError.invalid("<nil>", "", why));
  }
}
