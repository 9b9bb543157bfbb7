package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in the defaults of a schema, in place; first drops the nulls that only mean absence. */
public final class Defaulting {

  private Defaulting() {}

  /**
   * Idempotent. A null goes where the schema allows none, and becomes the default if it has one.
   */
  public static void apply(JsonNode value, StructuralSchema schema) {
    switch (value) {
      case ObjectNode object -> object(object, schema);
      case ArrayNode array -> array(array, schema.items());
      default -> {}
    }
  }

  private static void object(ObjectNode object, StructuralSchema schema) {
    for (var property : schema.properties().entrySet()) {
      var name = property.getKey();
      var field = property.getValue();
      var value = object.get(name);
      if (field.defaultValue() != null && (value == null || strayNull(value, field))) {
        object.set(name, field.defaultValue().deepCopy());
      } else if (value != null && strayNull(value, field)) {
        object.remove(name);
      }
    }
    for (var entries = object.properties().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      var field = schema.field(entry.getKey());
      if (field == null) {
        continue;
      }
      if (strayNull(entry.getValue(), field)) {
        if (field.defaultValue() == null) {
          entries.remove();
          continue;
        }
        entry.setValue(field.defaultValue().deepCopy());
      }
      apply(entry.getValue(), field);
    }
  }

  private static void array(ArrayNode array, StructuralSchema items) {
    if (items == null) {
      return;
    }
    for (var i = 0; i < array.size(); i++) {
      if (strayNull(array.get(i), items) && items.defaultValue() != null) {
        array.set(i, items.defaultValue().deepCopy());
      }
      apply(array.get(i), items);
    }
  }

  private static boolean strayNull(JsonNode value, StructuralSchema schema) {
    return value.isNull() && !schema.nullable();
  }
}
