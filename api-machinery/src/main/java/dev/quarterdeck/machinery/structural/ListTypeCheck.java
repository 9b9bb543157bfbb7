package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Lists that are sets or maps hold no item twice. */
public final class ListTypeCheck {

  private final List<FieldError> errors = new ArrayList<>();

  private ListTypeCheck() {}

  /** A duplicate error for each item whose like came before it. */
  public static List<FieldError> check(JsonNode object, StructuralSchema schema) {
    var rules = new ListTypeCheck();
    rules.value(object, schema, "");
    return rules.errors;
  }

  private void value(JsonNode value, StructuralSchema schema, String path) {
    if (schema == null) {
      return;
    }
    switch (value) {
      case ObjectNode object -> {
        for (var entry : object.properties()) {
          value(
              entry.getValue(), schema.field(entry.getKey()), child(path, schema, entry.getKey()));
        }
      }
      case ArrayNode array -> {
        switch (schema.listType()) {
          case "set" -> unique(array, path, Function.identity());
          case "map" -> unique(array, path, item -> keys(item, schema));
          default -> {}
        }
        for (var i = 0; i < array.size(); i++) {
          value(array.get(i), schema.items(), path + "[" + i + "]");
        }
      }
      default -> {}
    }
  }

  private static String child(String path, StructuralSchema schema, String name) {
    if (!schema.properties().containsKey(name)) {
      return path + "[" + name + "]";
    }
    return path.isEmpty() ? name : path + "." + name;
  }

  private void unique(ArrayNode array, String path, Function<JsonNode, JsonNode> identity) {
    var seen = new HashSet<JsonNode>();
    for (var i = 0; i < array.size(); i++) {
      var known = identity.apply(array.get(i));
      if (!seen.add(Numbers.plain(known))) {
        errors.add(FieldError.duplicate(path + "[" + i + "]", FieldValues.shown(known)));
      }
    }
  }

  /** The item's key fields, defaults included. */
  static JsonNode keys(JsonNode item, StructuralSchema list) {
    var keys = Json.object();
    for (var name : list.listMapKeys()) {
      var value = item.get(name);
      var field = list.items() == null ? null : list.items().field(name);
      if (value == null && field != null) {
        value = field.defaultValue();
      }
      if (value != null) {
        keys.set(name, value);
      }
    }
    return keys;
  }
}
