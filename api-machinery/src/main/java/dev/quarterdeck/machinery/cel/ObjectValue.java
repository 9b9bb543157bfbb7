package dev.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.StructValue;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object with declared fields: a view of its JSON tree. A field that is null counts as absent,
 * as a nullable field without value does in Kubernetes. One evaluation uses it, in one thread.
 */
final class ObjectValue extends StructValue<String, ObjectValue> {

  private final JsonNode tree;
  private final StructuralSchema schema;
  private final Map<String, Optional<Object>> converted = new HashMap<>();

  ObjectValue(JsonNode tree, StructuralSchema schema) {
    this.tree = tree;
    this.schema = schema;
  }

  @Override
  public Object select(String identifier) {
    return find(identifier)
        .orElseThrow(() -> CelAttributeNotFoundException.of("no such key: " + identifier));
  }

  @Override
  public Optional<Object> find(String identifier) {
    return converted.computeIfAbsent(identifier, this::convert);
  }

  private Optional<Object> convert(String identifier) {
    var name = fieldName(identifier);
    var field = name == null ? null : tree.get(name);
    return field == null || field.isNull()
        ? Optional.empty()
        : Optional.of(Values.of(field, schema.properties().get(name)));
  }

  private String fieldName(String identifier) {
    if (schema.properties().containsKey(identifier)
        && EscapedNames.escape(identifier).filter(identifier::equals).isPresent()) {
      return identifier;
    }
    return schema.properties().keySet().stream()
        .filter(name -> EscapedNames.escape(name).filter(identifier::equals).isPresent())
        .findFirst()
        .orElse(null);
  }

  /** The declared fields that are there, by the name JSON has for them. */
  Map<String, Object> fields() {
    var fields = new HashMap<String, Object>();
    schema
        .properties()
        .forEach(
            (name, property) -> {
              var field = tree.get(name);
              if (field != null && !field.isNull()) {
                fields.put(name, Values.of(field, property));
              }
            });
    return fields;
  }

  /** The field of a map list's key, null when it is absent. */
  Object key(String name) {
    var field = tree.get(name);
    var property = schema.properties().get(name);
    return field == null || property == null ? null : Values.of(field, property);
  }

  /** The tree without what {@link #fields} describes: compared as JSON. */
  Map<String, JsonNode> rest() {
    var rest = new HashMap<String, JsonNode>();
    for (var entry : tree.properties()) {
      if (!schema.properties().containsKey(entry.getKey())) {
        rest.put(entry.getKey(), entry.getValue());
      }
    }
    return rest;
  }

  int size() {
    return tree.size();
  }

  @Override
  public ObjectValue value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return tree.isEmpty();
  }

  /** Kubernetes' objects answer {@code type()} as maps do. */
  @Override
  public CelType celType() {
    return MapType.create(SimpleType.DYN, SimpleType.DYN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectValue object && Equality.equal(this, object);
  }

  @Override
  public int hashCode() {
    return tree.size();
  }
}
