package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where two trees differ; what is absent, null or empty counts as the same. */
final class TreeChanges {

  private TreeChanges() {}

  /** The paths of the fields that differ, such as {@code spec.volumeName}, sorted. */
  static List<String> between(JsonNode before, JsonNode after) {
    var changes = new ArrayList<String>();
    collect(before, after, "", changes);
    return changes;
  }

  private static void collect(JsonNode before, JsonNode after, String path, List<String> changes) {
    if (before.isObject() && after.isObject() || isEmptyOrObject(before, after)) {
      var names = new TreeSet<String>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (var name : names) {
        var at = path.isEmpty() ? name : path + "." + name;
        collect(before.path(name), after.path(name), at, changes);
      }
    } else if (!(isEmpty(before) && isEmpty(after)) && !sameItems(before, after)) {
      changes.add(path);
    }
  }

  /** An object on one side only counts by the fields that are in it. */
  private static boolean isEmptyOrObject(JsonNode before, JsonNode after) {
    return before.isObject() && isEmpty(after) || after.isObject() && isEmpty(before);
  }

  private static boolean sameItems(JsonNode before, JsonNode after) {
    if (!before.isArray() || before.size() != after.size()) {
      return before.equals(after);
    }
    for (var i = 0; i < before.size(); i++) {
      if (!between(before.path(i), after.path(i)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(JsonNode node) {
    return node.isMissingNode() || node.isNull() || node.isContainerNode() && node.isEmpty();
  }
}
