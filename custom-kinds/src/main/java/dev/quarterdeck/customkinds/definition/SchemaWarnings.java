package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.structural.Formats;
import java.util.List;

/** Advice about schemas that are valid but do not do what they seem to. */
final class SchemaWarnings {

  private SchemaWarnings() {}

  static void collect(JsonNode schema, String path, List<String> warnings) {
    var format = schema.path("format").asText("");
    if (!format.isEmpty() && !Formats.known(format)) {
      warnings.add("%s.format: unrecognized format \"%s\"".formatted(path, format));
    }
    for (var property : schema.path("properties").properties()) {
      collect(property.getValue(), path + ".properties[" + property.getKey() + "]", warnings);
    }
    for (var nested : List.of("items", "additionalProperties", "not")) {
      if (schema.path(nested).isObject()) {
        collect(schema.path(nested), path + "." + nested, warnings);
      }
    }
    for (var nested : List.of("allOf", "anyOf", "oneOf")) {
      for (var i = 0; i < schema.path(nested).size(); i++) {
        collect(schema.path(nested).get(i), path + "." + nested + "[" + i + "]", warnings);
      }
    }
  }
}
