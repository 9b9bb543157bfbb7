package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Shape;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What differs between two states of an object. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

  static Comparison of(JsonNode before, JsonNode after, Shape shape) {
    var run = new Run(new FieldSet.Builder(), new FieldSet.Builder(), new FieldSet.Builder());
    run.compare(before, after, shape, MergeRule.DEFAULT);
    return new Comparison(run.added.build(), run.modified.build(), run.removed.build());
  }

  /** Added or modified: what somebody set. */
  FieldSet set() {
    return added.union(modified);
  }

  /** One place of the walk, in all three sets. */
  private record Run(FieldSet.Builder added, FieldSet.Builder modified, FieldSet.Builder removed) {

    Run at(String step) {
      return new Run(added.at(step), modified.at(step), removed.at(step));
    }

    /** Either side may be null, not both. */
    void compare(JsonNode before, JsonNode after, Shape shape, MergeRule rule) {
      if (before != null && before.equals(after)) {
        return;
      }
      if (Steps.atomic(shape, rule) || !sameType(before, after)) {
        leaf(before, after);
        return;
      }
      switch (shape) {
        case Shape.Struct struct -> {
          for (var key : keys(before, after)) {
            var field = struct.field(key);
            var below = at(Steps.field(key));
            if (field == null) {
              below.leaf(get(before, key), get(after, key));
            } else {
              below.field(get(before, key), get(after, key), field.shape(), field.merge());
            }
          }
        }
        case Shape.MapOf(var element) -> {
          for (var key : keys(before, after)) {
            at(Steps.field(key))
                .item(get(before, key), get(after, key), element, MergeRule.DEFAULT);
          }
        }
        case Shape.ListOf list -> {
          var old = items(before, list, rule);
          var now = items(after, list, rule);
          var steps = new LinkedHashSet<>(old.keySet());
          steps.addAll(now.keySet());
          for (var step : steps) {
            at(step).item(old.get(step), now.get(step), list.element(), MergeRule.DEFAULT);
          }
        }
        case Shape.Scalar _, Shape.Anything _ -> leaf(before, after);
      }
    }

    /** A structure that came or went with something in it is told by what is in it. */
    private void field(JsonNode before, JsonNode after, Shape shape, MergeRule rule) {
      var there = before == null ? after : before;
      if (shape instanceof Shape.Struct
          && there instanceof ObjectNode
          && !there.isEmpty()
          && !Steps.atomic(shape, rule)) {
        compare(before, after, shape, rule);
      } else {
        item(before, after, shape, rule);
      }
    }

    /** A field or item that came or went is itself part of the difference, with all in it. */
    private void item(JsonNode before, JsonNode after, Shape shape, MergeRule rule) {
      compare(before, after, shape, rule);
      if (before == null) {
        added.insert();
      } else if (after == null) {
        removed.insert();
      }
    }

    private void leaf(JsonNode before, JsonNode after) {
      if (before == null) {
        added.insert();
      } else if (after == null) {
        removed.insert();
      } else if (!before.equals(after)) {
        modified.insert();
      }
    }
  }

  private static boolean sameType(JsonNode before, JsonNode after) {
    return before == null || after == null || before.getNodeType() == after.getNodeType();
  }

  private static JsonNode get(JsonNode object, String key) {
    return object == null ? null : object.get(key);
  }

  private static Set<String> keys(JsonNode before, JsonNode after) {
    var keys = new LinkedHashSet<String>();
    for (var side : new JsonNode[] {before, after}) {
      if (side instanceof ObjectNode object) {
        object.fieldNames().forEachRemaining(keys::add);
      }
    }
    return keys;
  }

  private static Map<String, JsonNode> items(JsonNode list, Shape.ListOf shape, MergeRule rule) {
    return list instanceof ArrayNode array
        ? Steps.items(array, shape, rule)
        : new LinkedHashMap<>();
  }
}
