package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Drops the fields of an object its schema does not know, in place. What is unknown and where it is
 * kept follows Kubernetes' structural pruning, {@code additionalProperties: true} included: it
 * keeps its values, and what is in them goes.
 */
public final class Pruning {

  /** Fields of every whole object, which its schema need not name. */
  private static final Set<String> OBJECT_FIELDS = Set.of("apiVersion", "kind", "metadata");

  private final List<String> unknown = new ArrayList<>();

  private Pruning() {}

  /**
   * Prunes a whole object.
   *
   * @return where unknown fields were, such as {@code spec.list[0].foo}
   */
  public static List<String> prune(ObjectNode object, StructuralSchema schema) {
    var pruning = new Pruning();
    pruning.object(object, schema, true, "");
    return pruning.unknown;
  }

  /** Prunes a value of its own, such as a default. */
  public static List<String> pruneValue(JsonNode value, StructuralSchema schema) {
    var pruning = new Pruning();
    pruning.value(value, schema, "");
    return pruning.unknown;
  }

  private void value(JsonNode value, StructuralSchema schema, String path) {
    switch (value) {
      case ObjectNode object ->
          object(object, schema, schema != null && schema.embeddedResource(), path);
      case ArrayNode array -> {
        var items = schema == null ? null : schema.items();
        var keep = schema != null && schema.preserveUnknownFields();
        for (var i = 0; i < array.size(); i++) {
          if (!keep || items != null) {
            value(array.get(i), items, path + "[" + i + "]");
          }
        }
      }
      default -> {}
    }
  }

  private void object(ObjectNode object, StructuralSchema schema, boolean whole, String path) {
    for (var entries = object.properties().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      var name = entry.getKey();
      if (whole && OBJECT_FIELDS.contains(name)) {
        continue;
      }
      var place = path.isEmpty() ? name : path + "." + name;
      var field = schema == null ? null : schema.field(name);
      if (field != null) {
        value(entry.getValue(), field, place);
      } else if (schema != null && schema.additionalPropertiesAllowed()) {
        if (!schema.preserveUnknownFields()) {
          value(entry.getValue(), null, place);
        }
      } else if (schema == null || !schema.preserveUnknownFields()) {
        unknown.add(place);
        entries.remove();
      }
    }
  }
}
