package dev.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.exceptions.CelBadFormatException;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;

/**
 * JSON → CEL values, typed by the schema. Objects stay the trees they are and convert a field when
 * a rule asks for it; lists and maps are converted one level deep.
 */
final class Values {

  private Values() {}

  /** The value of a tree that its schema has found valid; anything else fails the rule. */
  static Object of(JsonNode node, StructuralSchema schema) {
    if (node.isNull()) {
      return NullValue.NULL_VALUE;
    }
    if (schema.intOrString()) {
      return node.isTextual() ? node.textValue() : node.asLong();
    }
    return switch (schema.type()) {
      case "object" -> object(node, schema);
      case "array" -> list(node, schema);
      case "string" -> text(expect(node, node.isTextual(), schema).textValue(), schema);
      case "number" -> expect(node, node.isNumber(), schema).doubleValue();
      case "integer" -> expect(node, node.isNumber(), schema).longValue();
      case "boolean" -> expect(node, node.isBoolean(), schema).booleanValue();
      default -> new OpaqueTree(node);
    };
  }

  private static Object object(JsonNode node, StructuralSchema schema) {
    expect(node, node.isObject(), schema);
    if (schema.additionalProperties() == null || schema.embeddedResource()) {
      return new ObjectValue(node, schema.embeddedResource() ? ObjectFields.added(schema) : schema);
    }
    var map = LinkedHashMap.<String, Object>newLinkedHashMap(node.size());
    for (var entry : node.properties()) {
      map.put(entry.getKey(), of(entry.getValue(), schema.additionalProperties()));
    }
    return map;
  }

  private static Object list(JsonNode node, StructuralSchema schema) {
    expect(node, node.isArray() && schema.items() != null, schema);
    var items = new ArrayList<Object>(node.size());
    for (var item : node) {
      items.add(of(item, schema.items()));
    }
    return switch (schema.listType()) {
      case "map" -> new ListValue.Keyed(items, schema.listMapKeys());
      case "set" -> new ListValue.Distinct(items);
      default -> new ListValue.Atomic(items);
    };
  }

  private static Object text(String text, StructuralSchema schema) {
    try {
      return switch (schema.values().format()) {
        case "byte" -> CelByteString.of(Base64.getMimeDecoder().decode(text));
        case "duration" -> DurationFormat.parse(text);
        case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        case "date-time" -> OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        default -> text;
      };
    } catch (DateTimeException | IllegalArgumentException malformed) {
      throw new CelBadFormatException(
          "invalid %s %s: %s".formatted(schema.values().format(), text, malformed.getMessage()));
    }
  }

  private static JsonNode expect(JsonNode node, boolean fits, StructuralSchema schema) {
    if (!fits) {
      throw new CelBadFormatException(
          "invalid data, expected %s, got %s"
              .formatted(
                  schema.type(), node.getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
    }
    return node;
  }

  /** Data without a schema: rules cannot look inside, only compare it. */
  record OpaqueTree(JsonNode tree) {}
}
