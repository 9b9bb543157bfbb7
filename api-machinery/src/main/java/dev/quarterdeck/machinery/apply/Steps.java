package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.MergeRule.Topology;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** How one place leads to the places in it: the steps of a {@link FieldSet}. */
final class Steps {

  private Steps() {}

  static String field(String name) {
    return "f:" + name;
  }

  /** The name a field's step holds; empty for a step of another kind, which clients may send. */
  static String name(String step) {
    return step.startsWith("f:") ? step.substring(2) : "";
  }

  /** Whether a place is owned as a whole. */
  static boolean atomic(Shape shape, MergeRule rule) {
    return switch (shape) {
      case Shape.Scalar _, Shape.Anything _ -> true;
      case Shape.ListOf _ -> rule.topology() != Topology.MAP && rule.topology() != Topology.SET;
      case Shape.MapOf _ -> rule.topology() == Topology.ATOMIC;
      case Shape.Struct struct ->
          rule.topology() == Topology.ATOMIC
              || struct.atomic() && rule.topology() != Topology.GRANULAR;
    };
  }

  /** The items of a keyed list or set by their steps, the first of equals, in order. */
  static Map<String, JsonNode> items(ArrayNode list, Shape.ListOf shape, MergeRule rule) {
    var items = LinkedHashMap.<String, JsonNode>newLinkedHashMap(list.size());
    for (var item : list) {
      items.putIfAbsent(of(item, shape, rule), item);
    }
    return items;
  }

  /**
   * How the items of a keyed list or set are known. An item without any of its keys, which an
   * update may well have, is known by what Go would read there: empty keys.
   */
  static String of(JsonNode item, Shape.ListOf shape, MergeRule rule) {
    if (rule.topology() == Topology.SET) {
      return "v:" + text(item);
    }
    var keys = keys(item, shape, rule);
    if (keys.isEmpty()) {
      sorted(rule).forEach(key -> keys.set(key, empty(shape, key)));
    }
    return "k:" + text(keys);
  }

  /**
   * Whether nothing tells a keyed list's item from others: it has no key, nor a default for one.
   */
  static boolean keyless(JsonNode item, Shape.ListOf shape, MergeRule rule) {
    return rule.topology() != Topology.SET && keys(item, shape, rule).isEmpty();
  }

  private static ObjectNode keys(JsonNode item, Shape.ListOf shape, MergeRule rule) {
    var keys = Json.object();
    for (var key : sorted(rule)) {
      var value = item.get(key);
      if (value == null && shape.element() instanceof Shape.Struct struct) {
        var field = struct.field(key);
        value = field == null ? null : field.defaultValue();
      }
      if (value != null) {
        keys.set(key, value);
      }
    }
    return keys;
  }

  private static JsonNode empty(Shape.ListOf shape, String key) {
    var isText =
        !(shape.element() instanceof Shape.Struct struct)
            || struct.field(key) == null
            || !(struct.field(key).shape() instanceof Shape.Scalar(var type))
            || type == ScalarType.STRING;
    return isText ? TextNode.valueOf("") : IntNode.valueOf(0);
  }

  private static Iterable<String> sorted(MergeRule rule) {
    var sorted = new TreeMap<String, String>();
    rule.keys().forEach(key -> sorted.put(key, key));
    return sorted.keySet();
  }

  private static String text(JsonNode node) {
    return new String(Json.write(node), StandardCharsets.UTF_8);
  }

  /** A step as messages write it. */
  static String readable(String step) {
    var content = step.substring(Math.min(2, step.length()));
    if (step.startsWith("f:")) {
      return "." + content;
    }
    if (step.startsWith("k:")
        && Json.parse(content.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode keys) {
      var joined = new StringJoiner(",", "[", "]");
      keys.properties().forEach(e -> joined.add(e.getKey() + "=" + text(e.getValue())));
      return joined.toString();
    }
    return (step.startsWith("v:") ? "[=" : "[") + content + "]";
  }
}
