package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.Field;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.ApiFault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** Which fields an object sets: what its author claims by applying it. */
final class Ownership {

  /** The steps to the place that is looked at, the first one first. */
  private final Deque<String> path = new ArrayDeque<>();

  private final boolean strict;

  private Ownership(boolean strict) {
    this.strict = strict;
  }

  /** Of an object that is there: of items that are the same the first counts. */
  static FieldSet of(JsonNode object, Shape shape) {
    return new Ownership(false).collected(object, shape);
  }

  /**
   * Of what is to be applied.
   *
   * @throws ApiFault 400 for a keyed list or set that has an item twice: nobody could tell which of
   *     them is meant
   */
  static FieldSet claimed(JsonNode applied, Shape shape) {
    return new Ownership(true).collected(applied, shape);
  }

  private FieldSet collected(JsonNode object, Shape shape) {
    var builder = new FieldSet.Builder();
    collect(object, shape, MergeRule.DEFAULT, builder);
    return builder.build();
  }

  private void collect(JsonNode value, Shape shape, MergeRule rule, FieldSet.Builder into) {
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
            path.addLast(Steps.field(entry.getKey()));
            collectField(entry.getValue(), field, below);
            path.removeLast();
          }
        }
      }
      case Shape.MapOf(var element) when value instanceof ObjectNode object -> {
        for (var entry : object.properties()) {
          var step = Steps.field(entry.getKey());
          var below = into.at(step);
          path.addLast(step);
          collect(entry.getValue(), element, MergeRule.DEFAULT, below);
          path.removeLast();
          below.insert();
        }
      }
      case Shape.ListOf list when value instanceof ArrayNode array ->
          items(array, list, rule, into);
      default -> into.insert();
    }
  }

  private void items(ArrayNode array, Shape.ListOf list, MergeRule rule, FieldSet.Builder into) {
    var items = Steps.items(array, list, rule);
    if (strict && items.size() < array.size()) {
      throw twice(Steps.twice(array, list, rule));
    }
    items.forEach(
        (step, item) -> {
          path.addLast(step);
          collect(item, list.element(), MergeRule.DEFAULT, into.at(step));
          path.removeLast();
          into.at(step).insert();
        });
  }

  private ApiFault twice(String step) {
    var place = path.stream().map(Steps::readable).collect(Collectors.joining());
    return ApiFault.badRequest(
        "failed to create typed patch object: %s: duplicate entries for key %s"
            .formatted(place, Steps.readable(step)));
  }

  private void collectField(JsonNode value, Field field, FieldSet.Builder below) {
    collect(value, field.shape(), field.merge(), below);
    if (value.isNull() || value.isObject() && value.isEmpty()) {
      below.insert();
    }
  }
}
