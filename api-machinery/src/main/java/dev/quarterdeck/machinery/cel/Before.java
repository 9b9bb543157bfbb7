package dev.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was at a place before the write, and whether the write leaves it as it was. Items of lists
 * without keys have no past of their own; they are unchanged when the list is.
 */
final class Before {

  private final JsonNode now;
  private final JsonNode value;
  private final Before parent;
  private Boolean same;

  private Before(JsonNode now, JsonNode value, Before parent) {
    this.now = now;
    this.value = value;
    this.parent = parent;
  }

  static Before of(JsonNode now, JsonNode old) {
    return new Before(now, old == null || old.isNull() ? null : old, null);
  }

  /** The old value, or null when there is none to compare with. */
  JsonNode value() {
    return value;
  }

  /** Whether a failure here is none of this write's doing. */
  boolean unchanged() {
    if (same == null) {
      same = value != null ? value.equals(now) : parent != null && parent.unchanged();
    }
    return same;
  }

  Before field(JsonNode child, String name) {
    return below(child, value == null ? null : value.get(name));
  }

  /** The old items of a map list by their keys; empty for other lists. */
  Map<List<JsonNode>, JsonNode> items(StructuralSchema list) {
    var items = new HashMap<List<JsonNode>, JsonNode>();
    if (value != null && list.listType().equals("map")) {
      for (var item : value) {
        items.put(keys(item, list), item);
      }
    }
    return items;
  }

  Before item(JsonNode item, StructuralSchema list, Map<List<JsonNode>, JsonNode> old) {
    return below(item, old.isEmpty() ? null : old.get(keys(item, list)));
  }

  private Before below(JsonNode child, JsonNode old) {
    return new Before(child, old == null || old.isNull() ? null : old, this);
  }

  private static List<JsonNode> keys(JsonNode item, StructuralSchema list) {
    return list.listMapKeys().stream().map(item::path).toList();
  }
}
