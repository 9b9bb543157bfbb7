package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.pattern.InvalidPatternException;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import dev.quarterdeck.machinery.pattern.TooCostlyException;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules on a schema: it is structural (each field's type is said once, outside of logic), uses
 * no JSON schema that would need more than one look at a value, and its parts agree.
 */
final class SchemaRules {

  private static final Set<String> METADATA_FIELDS = Set.of("name", "generateName");
  private static final Set<String> TYPES =
      Set.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> BRANCHES = List.of("allOf", "anyOf", "oneOf");

  /** Where a schema stands. */
  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String untyped;

    Level(String untyped) {
      this.untyped = untyped;
    }
  }

  private SchemaRules() {}

  static void check(Field schema) {
    var before = schema.errors().size();
    structural(schema, Level.ROOT);
    if (schema.errors().size() == before) {
      Completeness.check(schema);
    }
    if (schema.errors().size() == before) {
      var parsed = StructuralSchema.parse(schema.node());
      DefaultRules.check(schema, parsed);
      ExpressionRules.check(schema, parsed);
    }
  }

  private static void structural(Field schema, Level level) {
    supported(schema);
    type(schema, level);
    extensions(schema);
    ListTypeRules.check(schema);
    var embedded = schema.get("x-kubernetes-embedded-resource").isTrue();
    if (level == Level.ROOT || embedded) {
      wholeObject(schema, level);
    }
    below(schema, level);
    logic(schema, intOrString(schema.node().path("anyOf")), firstIsIntOrString(schema));
  }

  private static void below(Field schema, Level level) {
    var items = schema.get("items");
    if (schema.get("type").text().equals("array") && items.node().isMissingNode()) {
      items.required("must be specified");
    } else if (items.node().isArray()) {
      items.forbidden("items must be a schema object and not an array");
    } else if (items.node().isObject()) {
      structural(items, Level.ITEM);
    }
    schema.get("properties").entries().forEach(property -> structural(property, Level.FIELD));
    var additional = schema.get("additionalProperties");
    if (additional.node().isMissingNode()) {
      return;
    }
    if (level == Level.ROOT) {
      additional.forbidden("must not be used at the root");
    }
    var allows = additional.node().isObject() || !additional.isTrue();
    if (!schema.get("properties").node().isEmpty() && allows) {
      additional.forbidden("additionalProperties and properties are mutual exclusive");
    }
    if (additional.node().isObject()) {
      structural(additional, Level.FIELD);
    }
  }

  /** JSON schema that Kubernetes does without, anywhere. */
  private static void supported(Field schema) {
    for (var name :
        List.of(
            "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")) {
      if (schema.get(name).present() && !schema.get(name).node().isEmpty()
          || schema.get(name).node().isValueNode() && schema.get(name).present()) {
        schema.get(name).forbidden(name + " is not supported");
      }
    }
    if (schema.get("uniqueItems").isTrue()) {
      schema
          .get("uniqueItems")
          .forbidden(
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    var pattern = schema.get("pattern");
    if (!pattern.text().isEmpty()) {
      try {
        LinearPattern.of(pattern.text());
      } catch (InvalidPatternException | TooCostlyException e) {
        pattern.invalid("must be a valid regular expression, but isn't: " + e.getMessage());
      }
    }
  }

  private static void type(Field schema, Level level) {
    var type = schema.get("type");
    var embedded = schema.get("x-kubernetes-embedded-resource").isTrue();
    if (type.text().equals("null")) {
      type.forbidden("type cannot be set to null, use nullable as an alternative");
    } else if (type.present() && !TYPES.contains(type.text())) {
      type.notSupported(TYPES.stream().sorted().toList());
    } else if (embedded && !type.text().equals("object")) {
      var why = "must be object if x-kubernetes-embedded-resource is true";
      if (type.absent()) {
        type.required(why);
      } else {
        type.invalid(why);
      }
    } else if (type.absent()
        && !schema.get("x-kubernetes-int-or-string").isTrue()
        && !schema.get("x-kubernetes-preserve-unknown-fields").isTrue()) {
      type.required(level.untyped);
    } else if (level == Level.ROOT && type.present() && !type.text().equals("object")) {
      type.invalid("must be object at the root");
    }
  }

  private static void extensions(Field schema) {
    var preserve = schema.get("x-kubernetes-preserve-unknown-fields");
    if (preserve.node().isBoolean() && !preserve.isTrue()) {
      preserve.invalid("must be true or undefined");
    }
    var embedded = schema.get("x-kubernetes-embedded-resource");
    if (schema.get("x-kubernetes-int-or-string").isTrue()) {
      var why = "must be false if x-kubernetes-int-or-string is true";
      if (preserve.isTrue()) {
        preserve.invalid(why);
      }
      if (embedded.isTrue()) {
        embedded.invalid(why);
      }
      if (schema.get("type").present()) {
        schema.get("type").invalid("must be empty if x-kubernetes-int-or-string is true");
      }
    }
    if (embedded.isTrue()) {
      if (!schema.get("additionalProperties").node().isMissingNode()) {
        schema
            .get("additionalProperties")
            .forbidden("must not be used if x-kubernetes-embedded-resource is set");
      }
      if (!preserve.isTrue() && schema.get("properties").node().isEmpty()) {
        schema
            .get("properties")
            .required(
                "must not be empty if x-kubernetes-embedded-resource is true without"
                    + " x-kubernetes-preserve-unknown-fields");
      }
    }
  }

  private static void wholeObject(Field schema, Level level) {
    var properties = schema.get("properties");
    for (var name : List.of("kind", "apiVersion")) {
      var type = properties.key(name).get("type");
      if (properties.node().has(name) && !type.text().equals("string")) {
        type.invalid(type.text(), "must be string");
      }
    }
    var metadata = properties.key("metadata");
    if (metadata.node().isMissingNode()) {
      return;
    }
    if (!metadata.get("type").text().equals("object")) {
      metadata.get("type").invalid(metadata.get("type").text(), "must be object");
    }
    if (level == Level.ROOT && saysMoreThanNames(metadata.node())) {
      metadata.forbidden(
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
  }

  private static boolean saysMoreThanNames(JsonNode metadata) {
    for (var entry : metadata.properties()) {
      var harmless =
          switch (entry.getKey()) {
            case "type", "description", "title" -> true;
            case "properties" ->
                entry.getValue().properties().stream()
                    .allMatch(property -> METADATA_FIELDS.contains(property.getKey()));
            default -> Tree.absent(entry.getValue());
          };
      if (!harmless) {
        return true;
      }
    }
    return false;
  }

  private static boolean firstIsIntOrString(Field schema) {
    return intOrString(schema.node().path("allOf").path(0).path("anyOf"));
  }

  /** The one way a branch may state types: an integer or a string. */
  private static boolean intOrString(JsonNode anyOf) {
    return anyOf.size() == 2
        && anyOf.get(0).size() == 1
        && anyOf.get(1).size() == 1
        && anyOf.get(0).path("type").asText("").equals("integer")
        && anyOf.get(1).path("type").asText("").equals("string");
  }

  private static void logic(Field schema, boolean skipAnyOf, boolean skipFirstAllOf) {
    for (var name : BRANCHES) {
      if (name.equals("anyOf") && skipAnyOf) {
        continue;
      }
      var branches = schema.get(name).items();
      for (var i = 0; i < branches.size(); i++) {
        nested(branches.get(i), name.equals("allOf") && i == 0 && skipFirstAllOf);
      }
    }
    if (schema.get("not").node().isObject()) {
      nested(schema.get("not"), false);
    }
  }

  /** A branch of logic may only speak about values. */
  private static void nested(Field branch, boolean skipAnyOf) {
    supported(branch);
    forbid(branch, Field::present, "must be empty", "type", "title", "description");
    forbid(
        branch,
        field -> !field.node().isMissingNode(),
        "must be undefined",
        "additionalProperties",
        "default",
        "externalDocs",
        "x-kubernetes-list-type",
        "x-kubernetes-map-type");
    forbid(
        branch,
        Field::isTrue,
        "must be false",
        "nullable",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string");
    forbid(
        branch,
        field -> !field.node().isEmpty(),
        "must be empty",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-validations");
    if (branch.get("properties").node().has("metadata")) {
      branch
          .get("properties")
          .key("metadata")
          .forbidden("must not be specified in a nested context");
    }
    if (branch.get("items").node().isObject()) {
      nested(branch.get("items"), false);
    }
    branch.get("properties").entries().forEach(property -> nested(property, false));
    logic(branch, skipAnyOf, false);
  }

  private static void forbid(Field branch, Predicate<Field> said, String must, String... names) {
    for (var name : names) {
      if (said.test(branch.get(name))) {
        branch.get(name).forbidden(must + " to be structural");
      }
    }
  }
}
