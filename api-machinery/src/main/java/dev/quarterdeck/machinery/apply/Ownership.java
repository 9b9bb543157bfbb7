package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;

/** Which fields an object sets, and its author so owns. */
final class Ownership {

  private Ownership() {}

  /** Of items of a keyed list or set that are the same the first counts. */
  static FieldSet of(JsonNode object, Shape shape) {
    var builder = new FieldSet.Builder();
    collect(object, shape, MergeRule.DEFAULT, builder);
    return builder.build();
  }

  private static void collect(JsonNode value, Shape shape, MergeRule rule, FieldSet.Builder into) {
    if (Steps.atomic(shape, rule)) {
      into.insert();
      return;
    }
    switch (shape) {
      case Shape.Struct struct when value instanceof ObjectNode object -> {
        for (var entry : object.properties()) {
          var field = struct.field(entry.getKey());
          var below = into.at(Steps.field(entry.getKey()));
          if (field == null) {
            below.insert();
          } else {
            collectField(entry.getValue(), field, below);
          }
        }
      }
      case Shape.MapOf(var element) when value instanceof ObjectNode object -> {
        for (var entry : object.properties()) {
          var below = into.at(Steps.field(entry.getKey()));
          collect(entry.getValue(), element, MergeRule.DEFAULT, below);
          below.insert();
        }
      }
      case Shape.ListOf list when value instanceof ArrayNode array ->
          Steps.items(array, list, rule)
              .forEach(
                  (step, item) -> {
                    collect(item, list.element(), MergeRule.DEFAULT, into.at(step));
                    into.at(step).insert();
                  });
      default -> into.insert();
    }
  }

  private static void collectField(JsonNode value, Property field, FieldSet.Builder below) {
    collect(value, field.shape(), field.merge(), below);
    if (value.isNull() || value.isObject() && value.isEmpty()) {
      below.insert();
    }
  }
}
