package dev.quarterdeck.machinery.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.Json;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Objects with every field their schema knows, down to a depth: no valid ones, but complete. */
final class Specimens {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Set<String> SCHEMAS =
      Set.of("items", "additionalItems", "additionalProperties", "dependencies");

  private final Random random;
  private final int depth;

  Specimens(long seed, int depth) {
    this.random = new Random(seed);
    this.depth = depth;
  }

  ObjectNode of(String apiVersion, String kind, Shape.Struct shape) {
    var object = (ObjectNode) struct(shape, 0);
    return object.put("apiVersion", apiVersion).put("kind", kind);
  }

  private JsonNode value(Shape shape, int level) {
    return switch (shape) {
      case Shape.Scalar(var type) -> scalar(type);
      case Shape.Struct struct -> struct(struct, level);
      case Shape.ListOf(var element) -> {
        var list = Json.array();
        for (var i = 0; i < 2; i++) {
          list.add(value(element, level));
        }
        yield list;
      }
      case Shape.MapOf(var element) -> {
        var map = Json.object();
        for (var i = 0; i < 2; i++) {
          map.set("key." + i + "/ü", value(element, level));
        }
        yield map;
      }
      case Shape.Anything _ ->
          Json.object()
              .put("text", "a \"quoted\"\n line, ünïcode, \uD83D\uDE00")
              .set("list", Json.array().add(1).add(2.5).add(true).addNull().add("\u0001"));
    };
  }

  /** An object within another does not name its kind: it has no place on the wire. */
  private JsonNode struct(Shape.Struct shape, int level) {
    var object = Json.object();
    for (var field : shape.fields().values()) {
      var namesKind = field.name().equals("kind") || field.name().equals("apiVersion");
      var isObject = shape.field("metadata") != null || shape.name().equals("DeleteOptions");
      if (isObject && namesKind) {
        continue;
      }
      if (level < depth || !hasParts(field.shape())) {
        object.set(field.name(), value(shape, field, level + 1));
      }
    }
    return object;
  }

  /** Some things the published types call anything are not: schemas and an empty object. */
  private JsonNode value(Shape.Struct parent, Property field, int level) {
    if (parent.name().equals("JSONSchemaProps") && SCHEMAS.contains(field.name())) {
      var schema = Json.object().put("type", "object");
      return field.shape() instanceof Shape.MapOf ? Json.object().set("key", schema) : schema;
    }
    var isEmpty =
        parent.name().equals("CustomResourceSubresources") && field.name().equals("status");
    return isEmpty ? Json.object() : value(field.shape(), level);
  }

  private static boolean hasParts(Shape shape) {
    return switch (shape) {
      case Shape.Struct _ -> true;
      case Shape.ListOf(var element) -> hasParts(element);
      case Shape.MapOf(var element) -> hasParts(element);
      case Shape.Scalar _, Shape.Anything _ -> false;
    };
  }

  /** The paths at which two trees differ. */
  static Set<String> differences(JsonNode one, JsonNode other) {
    var found = new TreeSet<String>();
    compare("", one, other, found);
    return found;
  }

  private static void compare(String path, JsonNode one, JsonNode other, Set<String> found) {
    if (one.isObject() && other.isObject()) {
      var names = new TreeSet<String>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      names.forEach(n -> compare(path + "/" + n, one.path(n), other.path(n), found));
    } else if (one.isArray() && other.isArray()) {
      for (var i = 0; i < Math.max(one.size(), other.size()); i++) {
        compare(path + "/" + i, one.path(i), other.path(i), found);
      }
    } else if (!one.equals(other)) {
      found.add(path);
    }
  }

  private JsonNode scalar(Shape.ScalarType type) {
    var number = 1 + random.nextInt(1 << 20);
    return switch (type) {
      case STRING -> NODES.textNode("text ü \uD83D\uDE00 " + "x".repeat(random.nextInt(200)));
      case BYTES -> NODES.textNode("AAEC/w==");
      case TIME -> NODES.textNode("2026-01-31T13:04:%02dZ".formatted(number % 60));
      case MICRO_TIME -> NODES.textNode("2026-01-31T13:04:05.%06dZ".formatted(number % 1_000_000));
      case BOOLEAN -> NODES.booleanNode(true);
      case INT32 -> NODES.numberNode(-number);
      case INT64 -> NODES.numberNode(-1L - number * 10_000_000_000L);
      case NUMBER -> NODES.numberNode(number + 0.5);
      case QUANTITY -> NODES.textNode(number + "Mi");
      case INT_OR_STRING ->
          random.nextBoolean() ? NODES.numberNode(-number) : NODES.textNode("25%");
    };
  }
}
