package dev.quarterdeck.machinery.cel;

import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.structural.ValueRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields that rules see of any whole resource, whether its schema names them or not. */
final class ObjectFields {

  private static final StructuralSchema STRING = node("string", Map.of());
  private static final StructuralSchema METADATA =
      node("object", Map.of("name", STRING, "generateName", STRING));

  private ObjectFields() {}

  /** The schema with kind, apiVersion, metadata.name and metadata.generateName. */
  static StructuralSchema added(StructuralSchema schema) {
    if (isText(schema.properties(), "kind", "apiVersion")
        && schema.properties().get("metadata") instanceof StructuralSchema metadata
        && isText(metadata.properties(), "name", "generateName")) {
      return schema;
    }
    var properties = new LinkedHashMap<>(schema.properties());
    properties.put("kind", STRING);
    properties.put("apiVersion", STRING);
    properties.put("metadata", METADATA);
    return with(schema, "object", Collections.unmodifiableMap(properties));
  }

  private static boolean isText(
      Map<String, StructuralSchema> properties, String first, String second) {
    return properties.get(first) instanceof StructuralSchema one
        && one.type().equals("string")
        && properties.get(second) instanceof StructuralSchema other
        && other.type().equals("string");
  }

  private static StructuralSchema node(String type, Map<String, StructuralSchema> properties) {
    return new StructuralSchema(
        type,
        false,
        null,
        properties,
        null,
        false,
        null,
        false,
        false,
        false,
        "",
        List.of(),
        "",
        List.of(),
        ValueRules.NONE);
  }

  private static StructuralSchema with(
      StructuralSchema schema, String type, Map<String, StructuralSchema> properties) {
    return new StructuralSchema(
        type,
        schema.nullable(),
        schema.defaultValue(),
        properties,
        schema.additionalProperties(),
        schema.additionalPropertiesAllowed(),
        schema.items(),
        schema.preserveUnknownFields(),
        schema.embeddedResource(),
        schema.intOrString(),
        schema.listType(),
        schema.listMapKeys(),
        schema.mapType(),
        schema.rules(),
        schema.values());
  }
}
