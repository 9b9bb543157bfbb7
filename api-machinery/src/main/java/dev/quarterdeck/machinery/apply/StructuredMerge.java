package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Map;

/**
 * Lays an applied object over a live one: objects field by field, keyed lists and sets item by
 * item, all else replaced. And takes out of an object what nobody wants any more.
 */
final class StructuredMerge {

  private StructuredMerge() {}

  /** A new tree; both arguments stay as they are. */
  static ObjectNode merge(ObjectNode live, ObjectNode applied, Shape.Struct shape) {
    return (ObjectNode) merge(live, applied, shape, MergeRule.DEFAULT);
  }

  private static JsonNode merge(JsonNode live, JsonNode applied, Shape shape, MergeRule rule) {
    if (live == null || Steps.atomic(shape, rule) || live.getNodeType() != applied.getNodeType()) {
      return applied.deepCopy();
    }
    return switch (shape) {
      case Shape.Struct struct when live instanceof ObjectNode object -> {
        var merged = object.deepCopy();
        for (var entry : applied.properties()) {
          var key = entry.getKey();
          var field = struct.field(key);
          merged.set(
              key,
              field == null
                  ? entry.getValue().deepCopy()
                  : merge(live.get(key), entry.getValue(), field.shape(), field.merge()));
        }
        yield merged;
      }
      case Shape.MapOf(var element) when live instanceof ObjectNode object -> {
        var merged = object.deepCopy();
        for (var entry : applied.properties()) {
          var key = entry.getKey();
          merged.set(key, merge(live.get(key), entry.getValue(), element, MergeRule.DEFAULT));
        }
        yield merged;
      }
      case Shape.ListOf list when live instanceof ArrayNode liveList ->
          mergeItems(
              Steps.items(liveList, list, rule),
              Steps.items((ArrayNode) applied, list, rule),
              list.element());
      default -> applied.deepCopy();
    };
  }

  /**
   * The applied order among applied items, the live order among the others; an other item stays
   * before the applied ones it stood before.
   */
  private static ArrayNode mergeItems(
      Map<String, JsonNode> live, Map<String, JsonNode> applied, Shape element) {
    var liveOrder = new ArrayList<>(live.keySet());
    var merged = Json.array();
    var next = 0;
    for (var entry : applied.entrySet()) {
      var step = entry.getKey();
      var stood = liveOrder.indexOf(step);
      for (; next < stood; next++) {
        addUnlessApplied(merged, liveOrder.get(next), live, applied);
      }
      merged.add(merge(live.get(step), entry.getValue(), element, MergeRule.DEFAULT));
    }
    for (; next < liveOrder.size(); next++) {
      addUnlessApplied(merged, liveOrder.get(next), live, applied);
    }
    return merged;
  }

  private static void addUnlessApplied(
      ArrayNode merged, String step, Map<String, JsonNode> live, Map<String, JsonNode> applied) {
    if (!applied.containsKey(step)) {
      merged.add(live.get(step).deepCopy());
    }
  }

  /**
   * Removes, in place, what is in {@code dropped} and has nothing of {@code kept} at or below it.
   */
  static void prune(JsonNode object, FieldSet dropped, FieldSet kept, Shape shape) {
    prune(object, dropped, kept, shape, MergeRule.DEFAULT);
  }

  private static void prune(
      JsonNode value, FieldSet dropped, FieldSet kept, Shape shape, MergeRule rule) {
    if (Steps.atomic(shape, rule)) {
      return;
    }
    switch (shape) {
      case Shape.Struct struct when value instanceof ObjectNode object -> {
        for (var step : dropped.steps()) {
          var name = Steps.name(step);
          var field = struct.field(name);
          var below = object.get(name);
          if (below == null) {
            continue;
          }
          if (kept.at(step).isEmpty()) {
            object.remove(name);
          } else if (field != null) {
            prune(below, dropped.at(step), kept.at(step), field.shape(), field.merge());
          }
        }
      }
      case Shape.MapOf(var element) when value instanceof ObjectNode object -> {
        for (var step : dropped.steps()) {
          var below = object.get(Steps.name(step));
          if (below != null && kept.at(step).isEmpty()) {
            object.remove(Steps.name(step));
          } else if (below != null) {
            prune(below, dropped.at(step), kept.at(step), element, MergeRule.DEFAULT);
          }
        }
      }
      case Shape.ListOf list when value instanceof ArrayNode array ->
          pruneItems(array, dropped, kept, list, rule);
      default -> {}
    }
  }

  private static void pruneItems(
      ArrayNode array, FieldSet dropped, FieldSet kept, Shape.ListOf list, MergeRule rule) {
    var items = Steps.items(array, list, rule);
    for (var entry : items.entrySet()) {
      var step = entry.getKey();
      if (dropped.at(step).isEmpty()) {
        continue;
      }
      if (!kept.at(step).isEmpty()) {
        prune(entry.getValue(), dropped.at(step), kept.at(step), list.element(), MergeRule.DEFAULT);
        continue;
      }
      for (var i = array.size() - 1; i >= 0; i--) {
        if (array.get(i) == entry.getValue()) {
          array.remove(i);
        }
      }
    }
  }
}
