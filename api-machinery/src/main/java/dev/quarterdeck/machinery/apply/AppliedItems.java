package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.MergeRule.Topology;
import dev.quarterdeck.machinery.schema.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds, in what is to be applied, the items of keyed lists and sets that cannot be told apart. An
 * update may write them; nobody can own one of them.
 */
public final class AppliedItems {

  /** The steps to the place that is looked at, the first one first. */
  private final Deque<String> path = new ArrayDeque<>();

  private final List<String> errors = new ArrayList<>();

  private AppliedItems() {}

  /**
   * @param applied decoded along {@code shape}
   * @return one message each, which begins with the list's path; empty when all is well
   */
  public static List<String> check(ObjectNode applied, Shape.Struct shape) {
    var check = new AppliedItems();
    check.value(applied, shape, MergeRule.DEFAULT);
    return check.errors;
  }

  private void value(JsonNode value, Shape shape, MergeRule rule) {
    switch (shape) {
      case Shape.Struct struct when value instanceof ObjectNode object -> {
        for (var entry : object.properties()) {
          var field = struct.field(entry.getKey());
          if (field != null) {
            below(Steps.field(entry.getKey()), entry.getValue(), field.shape(), field.merge());
          }
        }
      }
      case Shape.MapOf(var element) when value instanceof ObjectNode object -> {
        for (var entry : object.properties()) {
          below(Steps.field(entry.getKey()), entry.getValue(), element, MergeRule.DEFAULT);
        }
      }
      case Shape.ListOf list when value instanceof ArrayNode array -> {
        if (rule.topology() == Topology.MAP || rule.topology() == Topology.SET) {
          known(array, list, rule);
        } else {
          for (var i = 0; i < array.size(); i++) {
            below("i:" + i, array.get(i), list.element(), MergeRule.DEFAULT);
          }
        }
      }
      default -> {}
    }
  }

  private void known(ArrayNode array, Shape.ListOf list, MergeRule rule) {
    var seen = new HashSet<String>();
    for (var i = 0; i < array.size(); i++) {
      var item = array.get(i);
      if (Steps.keyless(item, list, rule)) {
        report(
            ("element %d: associative list with keys has an element that omits all key fields %s"
                    + " (and doesn't have default values for any key fields)")
                .formatted(i, quoted(rule.keys())));
        return; // Nobody could say where in the list what follows is.
      }
      var step = Steps.of(item, list, rule);
      if (!seen.add(step)) {
        report("duplicate entries for key " + Steps.readable(step));
      }
      below(step, item, list.element(), MergeRule.DEFAULT);
    }
  }

  private static String quoted(List<String> keys) {
    return keys.stream().collect(Collectors.joining("\" \"", "[\"", "\"]"));
  }

  private void below(String step, JsonNode value, Shape shape, MergeRule rule) {
    path.addLast(step);
    value(value, shape, rule);
    path.removeLast();
  }

  private void report(String error) {
    var place = path.stream().map(Steps::readable).collect(Collectors.joining());
    errors.add(place + ": " + error);
  }
}
