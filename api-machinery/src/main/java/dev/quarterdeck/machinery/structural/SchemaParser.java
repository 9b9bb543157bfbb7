package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.pattern.InvalidPatternException;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSONSchemaProps as JSON → {@link StructuralSchema}. */
final class SchemaParser {

  private static final String EXTENSION = "x-kubernetes-";

  private SchemaParser() {}

  static StructuralSchema parse(JsonNode schema) {
    var additional = schema.path("additionalProperties");
    return new StructuralSchema(
        text(schema, "type"),
        schema.path("nullable").asBoolean(false),
        defaultOf(schema),
        properties(schema.path("properties")),
        additional.isObject() ? parse(additional) : null,
        additional.asBoolean(false),
        itemsOf(schema.path("items")),
        extension(schema, "preserve-unknown-fields").asBoolean(false),
        extension(schema, "embedded-resource").asBoolean(false),
        extension(schema, "int-or-string").asBoolean(false),
        extension(schema, "list-type").asText(""),
        texts(extension(schema, "list-map-keys")),
        extension(schema, "map-type").asText(""),
        rules(extension(schema, "validations")),
        values(schema));
  }

  private static JsonNode extension(JsonNode schema, String name) {
    return schema.path(EXTENSION + name);
  }

  /** A null default counts only where null is a value. */
  private static JsonNode defaultOf(JsonNode schema) {
    var value = schema.get("default");
    return value == null || value.isNull() && !schema.path("nullable").asBoolean(false)
        ? null
        : value;
  }

  private static StructuralSchema itemsOf(JsonNode items) {
    return items.isObject() ? parse(items) : null;
  }

  private static Map<String, StructuralSchema> properties(JsonNode node) {
    if (node.isEmpty()) {
      return Map.of();
    }
    var parsed = LinkedHashMap.<String, StructuralSchema>newLinkedHashMap(node.size());
    node.properties()
        .forEach(entry -> parsed.put(entry.getKey().intern(), parse(entry.getValue())));
    return Collections.unmodifiableMap(parsed);
  }

  private static List<ValidationRule> rules(JsonNode node) {
    var parsed = new ArrayList<ValidationRule>();
    for (var rule : node) {
      var optional = rule.get("optionalOldSelf");
      parsed.add(
          new ValidationRule(
              text(rule, "rule"),
              text(rule, "message"),
              text(rule, "messageExpression"),
              text(rule, "reason"),
              text(rule, "fieldPath"),
              optional == null || optional.isNull() ? null : optional.asBoolean()));
    }
    return List.copyOf(parsed);
  }

  private static ValueRules values(JsonNode schema) {
    var pattern = text(schema, "pattern");
    var rules =
        new ValueRules(
            text(schema, "format"),
            number(schema, "maximum"),
            schema.path("exclusiveMaximum").asBoolean(false),
            number(schema, "minimum"),
            schema.path("exclusiveMinimum").asBoolean(false),
            number(schema, "multipleOf"),
            whole(schema, "maxLength"),
            whole(schema, "minLength"),
            pattern.isEmpty() ? null : pattern,
            pattern.isEmpty() ? null : compiled(pattern),
            whole(schema, "maxItems"),
            whole(schema, "minItems"),
            schema.path("uniqueItems").asBoolean(false),
            whole(schema, "maxProperties"),
            whole(schema, "minProperties"),
            texts(schema.path("required")),
            listOf(schema.path("enum")),
            branches(schema.path("allOf")),
            branches(schema.path("anyOf")),
            branches(schema.path("oneOf")),
            schema.path("not").isObject() ? parse(schema.path("not")) : null);
    return rules.equals(ValueRules.NONE) ? ValueRules.NONE : rules;
  }

  private static LinearPattern compiled(String pattern) {
    try {
      return LinearPattern.of(pattern);
    } catch (InvalidPatternException refusedByValidation) {
      return null;
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }

  private static BigDecimal number(JsonNode node, String field) {
    var value = node.path(field);
    return value.isNumber() && Numbers.finite(value) ? value.decimalValue() : null;
  }

  private static Long whole(JsonNode node, String field) {
    return node.path(field).isNumber() ? node.path(field).longValue() : null;
  }

  private static List<String> texts(JsonNode array) {
    var found = new ArrayList<String>();
    array.forEach(item -> found.add(item.asText("")));
    return List.copyOf(found);
  }

  private static List<JsonNode> listOf(JsonNode array) {
    var found = new ArrayList<JsonNode>();
    array.forEach(found::add);
    return List.copyOf(found);
  }

  private static List<StructuralSchema> branches(JsonNode array) {
    var found = new ArrayList<StructuralSchema>();
    array.forEach(branch -> found.add(parse(branch)));
    return List.copyOf(found);
  }
}
