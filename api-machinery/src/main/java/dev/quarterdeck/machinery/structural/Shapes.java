package dev.quarterdeck.machinery.structural;

import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.MergeRule.Strategy;
import dev.quarterdeck.machinery.schema.MergeRule.Topology;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import java.util.HashMap;
import java.util.List;

/**
 * A schema as server-side apply walks it: what is owned as one follows x-kubernetes-list-type,
 * -list-map-keys and -map-type. What a schema only preserves is owned field by field, its lists as
 * a whole.
 */
public final class Shapes {

  private static final Shape TEXT = new Shape.Scalar(ScalarType.STRING);

  private Shapes() {}

  /**
   * The shape of a whole object.
   *
   * @param metadata the shape of its metadata
   */
  public static Shape.Struct of(String kind, StructuralSchema schema, Shape metadata) {
    var fields = fields(schema);
    for (var name : List.of("apiVersion", "kind")) {
      fields.put(name, Property.of(name, TEXT));
    }
    fields.put("metadata", Property.of("metadata", metadata));
    return Shape.Struct.of(kind, fields, schema.preserveUnknownFields() ? Shape.GRANULAR : null);
  }

  private static HashMap<String, Property> fields(StructuralSchema schema) {
    var fields = new HashMap<String, Property>();
    for (var property : schema.properties().entrySet()) {
      fields.put(property.getKey(), field(property.getKey(), property.getValue()));
    }
    return fields;
  }

  private static Property field(String name, StructuralSchema schema) {
    return new Property(name, shape(schema), false, rule(schema), schema.defaultValue());
  }

  private static Shape shape(StructuralSchema schema) {
    if (schema == null) {
      return Shape.GRANULAR;
    }
    if (schema.intOrString()) {
      return new Shape.Scalar(ScalarType.INT_OR_STRING);
    }
    return switch (schema.type()) {
      case "object" -> object(schema);
      case "array" -> new Shape.ListOf(shape(schema.items()));
      case "string" -> new Shape.Scalar(ScalarType.STRING);
      case "integer" -> new Shape.Scalar(ScalarType.INT64);
      case "number" -> new Shape.Scalar(ScalarType.NUMBER);
      case "boolean" -> new Shape.Scalar(ScalarType.BOOLEAN);
      default -> Shape.GRANULAR;
    };
  }

  private static Shape object(StructuralSchema schema) {
    if (schema.additionalProperties() != null) {
      return new Shape.MapOf(shape(schema.additionalProperties()));
    }
    var fields = fields(schema);
    if (schema.embeddedResource()) {
      for (var name : List.of("apiVersion", "kind")) {
        fields.putIfAbsent(name, Property.of(name, TEXT));
      }
      fields.putIfAbsent("metadata", Property.of("metadata", Shape.GRANULAR));
    }
    var free = schema.preserveUnknownFields() || schema.additionalPropertiesAllowed();
    return Shape.Struct.of("object", fields, free ? Shape.GRANULAR : null);
  }

  private static MergeRule rule(StructuralSchema schema) {
    return switch (schema.listType()) {
      case "map" -> new MergeRule(Strategy.DEFAULT, "", Topology.MAP, schema.listMapKeys());
      case "set" -> new MergeRule(Strategy.DEFAULT, "", Topology.SET, List.of());
      default ->
          schema.mapType().equals("atomic")
              ? new MergeRule(Strategy.DEFAULT, "", Topology.ATOMIC, List.of())
              : MergeRule.DEFAULT;
    };
  }
}
