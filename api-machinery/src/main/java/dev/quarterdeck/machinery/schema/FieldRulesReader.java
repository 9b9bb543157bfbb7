package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;

/** Reads a field's rules from the facts that the build wrote beside it. */
final class FieldRulesReader {

  private FieldRulesReader() {}

  static FieldRules read(Map<String, String> facts, Shape shape) {
    var fill = facts.getOrDefault("default", facts.getOrDefault("fill", facts.get("fill0")));
    var values = facts.get("values");
    var min = facts.get("min");
    var max = facts.get("max");
    var rules =
        new FieldRules(
            fill == null ? null : value(fill, shape),
            facts.containsKey("fill0"),
            facts.containsKey("milli"),
            facts.containsKey("needed"),
            values == null ? List.of() : List.of(values.split(",", -1)),
            min == null ? null : Long.valueOf(min),
            max == null ? null : Integer.valueOf(max),
            facts.get("unique"),
            facts.getOrDefault("form", ""));
    return rules.equals(FieldRules.NONE) ? FieldRules.NONE : rules;
  }

  /** A value as a parser would make it. */
  private static JsonNode value(String text, Shape shape) {
    return switch (shape) {
      case Shape.Scalar(var type) -> scalar(text, type);
      case Shape.ListOf _ -> list(text.substring(1, text.length() - 1));
      case Shape.Struct _, Shape.MapOf _, Shape.Anything _ -> Json.object();
    };
  }

  private static JsonNode scalar(String text, Shape.ScalarType type) {
    return switch (type) {
      case BOOLEAN -> BooleanNode.valueOf(Boolean.parseBoolean(text));
      case INT32, INT64 -> IntNode.valueOf(Integer.parseInt(text));
      case INT_OR_STRING ->
          text.matches("\\d+") ? IntNode.valueOf(Integer.parseInt(text)) : TextNode.valueOf(text);
      case STRING, BYTES, TIME, MICRO_TIME, QUANTITY -> TextNode.valueOf(text);
      case NUMBER -> throw new IllegalStateException("no field of this type has a default");
    };
  }

  private static JsonNode list(String items) {
    var list = Json.array();
    if (!items.isEmpty()) {
      List.of(items.split(",")).forEach(list::add);
    }
    return list;
  }
}
