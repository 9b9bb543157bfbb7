package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.DecodingException;
import dev.quarterdeck.machinery.schema.ObjectType;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.TypeSchema;
import dev.quarterdeck.machinery.structural.Pruning;
import dev.quarterdeck.machinery.structural.Shapes;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * The type of a custom kind's objects in one version: metadata decodes as everywhere, all else is
 * pruned along the version's schema.
 */
final class InstanceType implements ObjectType {

  private final String version;
  private final String kind;
  private final LazySchema schema;
  private final TypeSchema metadata;
  private volatile Shape.Struct shape;

  /**
   * @param metadata the type of anything with metadata and nothing else
   */
  InstanceType(String version, String kind, LazySchema schema, TypeSchema metadata) {
    this.version = version;
    this.kind = kind;
    this.schema = schema;
    this.metadata = metadata;
  }

  /** The type {@link InstanceType} takes, from the built-in metadata type. */
  static TypeSchema metadataOnly(Shape.Struct objectMeta) {
    return new TypeSchema(
        "v1", "ObjectMeta", Shape.Struct.of("Object", Property.of("metadata", objectMeta)));
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public Shape.Struct shape() {
    var known = shape;
    if (known == null) {
      var ofMetadata = metadata.shape().field("metadata").shape();
      known = Shapes.of(kind, schema.structural(), ofMetadata);
      shape = known;
    }
    return known;
  }

  @Override
  public List<String> fit(ObjectNode object) {
    var findings = new ArrayList<String>();
    var structural = schema.structural();
    finite(object, "");
    metadata(object, "", findings);
    embedded(object, structural, "", findings);
    for (var place : Pruning.prune(object, structural)) {
      findings.add("unknown field \"%s\"".formatted(place));
    }
    return findings;
  }

  /** A number no float64 can hold would be stored as something else. */
  private static void finite(JsonNode value, String path) {
    if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
      throw new DecodingException("json: field %s holds a number out of range".formatted(path));
    }
    if (value instanceof ObjectNode object) {
      for (var entry : object.properties()) {
        finite(entry.getValue(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey());
      }
    } else if (value instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        finite(array.get(i), path + "[" + i + "]");
      }
    }
  }

  /** Decodes one object's metadata in place. */
  private void metadata(ObjectNode object, String path, List<String> findings) {
    if (object.get("metadata") instanceof JsonNode given) {
      var alone = Json.object();
      alone.set("metadata", given);
      for (var finding : metadata.fit(alone)) {
        findings.add(finding.replace("\"metadata", "\"" + path + "metadata"));
      }
      if (given.isNull()) {
        object.remove("metadata");
      }
    }
  }

  private void embedded(
      JsonNode value, StructuralSchema schema, String path, List<String> findings) {
    switch (value) {
      case ObjectNode object -> {
        for (var entry : object.properties()) {
          if (schema.field(entry.getKey()) instanceof StructuralSchema field) {
            within(entry.getValue(), field, path + entry.getKey(), findings);
          }
        }
      }
      case ArrayNode array when schema.items() != null -> {
        for (var i = 0; i < array.size(); i++) {
          var place = path.isEmpty() ? path : path.substring(0, path.length() - 1);
          within(array.get(i), schema.items(), place + "[" + i + "]", findings);
        }
      }
      default -> {}
    }
  }

  private void within(JsonNode value, StructuralSchema schema, String path, List<String> findings) {
    if (schema.embeddedResource() && value instanceof ObjectNode object) {
      metadata(object, path + ".", findings);
    }
    embedded(value, schema, path + ".", findings);
  }
}
