package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.structural.Formats;
import java.util.ArrayList;
import java.util.List;

/** Advice about formats in schemas that nothing checks, where they are new. */
final class SchemaWarnings {

  private SchemaWarnings() {}

  static List<String> of(ObjectNode definition, ObjectNode old) {
    var unknown = unknownFormats(definition);
    if (old != null) {
      unknown.removeAll(unknownFormats(old));
    }
    return unknown.stream().map("unrecognized format \"%s\""::formatted).toList();
  }

  private static List<String> unknownFormats(ObjectNode definition) {
    var unknown = new ArrayList<String>();
    for (var version : definition.path("spec").path("versions")) {
      collect(version.at("/schema/openAPIV3Schema"), unknown);
    }
    return unknown;
  }

  private static void collect(JsonNode schema, List<String> unknown) {
    var format = schema.path("format").asText("");
    if (!format.isEmpty() && !isKnown(format, schema.path("type").asText(""))) {
      unknown.add(format);
    }
    for (var nested : List.of("items", "additionalProperties", "not")) {
      if (schema.path(nested).isObject()) {
        collect(schema.path(nested), unknown);
      }
    }
    for (var nested : List.of("allOf", "anyOf", "oneOf", "properties")) {
      schema.path(nested).forEach(part -> collect(part, unknown));
    }
  }

  private static boolean isKnown(String format, String type) {
    return switch (type) {
      case "", "string" -> Formats.known(format);
      case "integer" -> format.equals("int32") || format.equals("int64");
      case "number" -> format.equals("float") || format.equals("double");
      default -> false;
    };
  }
}
