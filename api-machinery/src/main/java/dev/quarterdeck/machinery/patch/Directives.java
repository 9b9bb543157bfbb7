package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import java.util.HashSet;
import java.util.Set;

/** The instructions a strategic merge patch mixes with its values; their keys begin with $. */
final class Directives {

  /** What becomes of the object or list it stands in. */
  static final String PATCH = "$patch";

  /** The only fields that stay. */
  static final String RETAIN = "$retainKeys";

  /** Prefix of a list's wanted order. */
  static final String ORDER = "$setElementOrder/";

  /** Prefix of scalars to take from a list. */
  static final String DELETE = "$deleteFromPrimitiveList/";

  /** The values of {@link #PATCH}. */
  enum Action {
    REPLACE,
    DELETE,
    MERGE
  }

  private Directives() {}

  static boolean is(String key) {
    return key.startsWith("$")
        && (key.equals(PATCH)
            || key.equals(RETAIN)
            || key.startsWith(ORDER)
            || key.startsWith(DELETE));
  }

  /** The action an object with {@link #PATCH} asks for. */
  static Action of(ObjectNode patch) {
    return switch (patch.get(PATCH).asText()) {
      case "replace" -> Action.REPLACE;
      case "delete" -> Action.DELETE;
      case "merge" -> Action.MERGE;
      case String other ->
          throw malformed(PATCH, "\"%s\" is none of replace, delete, merge".formatted(other));
    };
  }

  static Set<String> names(JsonNode list) {
    if (!(list instanceof ArrayNode)) {
      throw malformed(RETAIN, "it must be a list");
    }
    var names = new HashSet<String>();
    for (var name : list) {
      if (!name.isTextual()) {
        throw malformed(RETAIN, "it must list strings");
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** Takes directives and nulls out of a value that is about to become part of an object. */
  static JsonNode strip(JsonNode value) {
    switch (value) {
      case ObjectNode object -> {
        object.properties().removeIf(e -> is(e.getKey()) || e.getValue().isNull());
        object.forEach(Directives::strip);
      }
      case ArrayNode list -> {
        for (var i = list.size() - 1; i >= 0; i--) {
          if (list.get(i) instanceof ObjectNode item && item.has(PATCH)) {
            list.remove(i);
          } else {
            strip(list.get(i));
          }
        }
      }
      default -> {}
    }
    return value;
  }

  static ApiFault malformed(String directive, String why) {
    return ApiFault.badRequest("invalid strategic merge patch: %s: %s".formatted(directive, why));
  }
}
