package dev.quarterdeck.machinery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reading and filling object trees the way Go's zero values would: null, absent and empty text are
 * one and the same, and a node of the wrong type counts as absent.
 */
public final class Tree {

  private Tree() {}

  public static boolean absent(JsonNode node) {
    return node == null
        || node.isMissingNode()
        || node.isNull()
        || node.isTextual() && node.textValue().isEmpty();
  }

  /** The text at the JSON pointer, or the empty string. */
  public static String text(JsonNode node, String pointer) {
    var found = node.at(pointer);
    return found.isTextual() ? found.textValue() : "";
  }

  /** What is at {@code a.b.c}; a missing node when nothing is. */
  public static JsonNode at(JsonNode node, String path) {
    var at = node;
    for (var start = 0; start >= 0; ) {
      var dot = path.indexOf('.', start);
      at = at.path(dot < 0 ? path.substring(start) : path.substring(start, dot));
      start = dot < 0 ? -1 : dot + 1;
    }
    return at;
  }

  /** The object in {@code field}, made when there is none. */
  public static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode object ? object : parent.putObject(field);
  }

  /** The objects in the array {@code parent.field}; empty when there is no such array. */
  public static List<ObjectNode> objects(JsonNode parent, String field) {
    var found = new ArrayList<ObjectNode>();
    for (var item : parent.path(field)) {
      if (item instanceof ObjectNode object) {
        found.add(object);
      }
    }
    return found;
  }

  /** The texts in an array; anything else in it is left out. */
  public static List<String> texts(JsonNode array) {
    var found = new ArrayList<String>();
    for (var item : array) {
      if (item.isTextual()) {
        found.add(item.textValue());
      }
    }
    return found;
  }

  /** A map of text to text, such as labels. */
  public static Map<String, String> textMap(JsonNode object) {
    var found = new HashMap<String, String>();
    for (var entry : object.properties()) {
      found.put(entry.getKey(), entry.getValue().asText(""));
    }
    return found;
  }

  public static void fill(ObjectNode parent, String field, String value) {
    if (absent(parent.get(field))) {
      parent.put(field, value);
    }
  }

  public static void fill(ObjectNode parent, String field, long value) {
    if (absent(parent.get(field))) {
      put(parent, field, value);
    }
  }

  /** Sets a number as a parser would make it, so that trees compare equal after a round trip. */
  public static void put(ObjectNode parent, String field, long value) {
    if (value == (int) value) {
      parent.put(field, (int) value);
    } else {
      parent.put(field, value);
    }
  }

  public static void fill(ObjectNode parent, String field, boolean value) {
    if (absent(parent.get(field))) {
      parent.put(field, value);
    }
  }

  /** Fills a field whose zero counts as absent (an int that is no pointer in Go). */
  public static void fillNonZero(ObjectNode parent, String field, long value) {
    if (absent(parent.get(field))
        || parent.get(field).isNumber() && parent.get(field).asLong() == 0) {
      put(parent, field, value);
    }
  }

  /** Fills the entries of a map that are absent from another. */
  public static void fillFrom(ObjectNode map, JsonNode other) {
    for (var entry : other.properties()) {
      if (absent(map.get(entry.getKey()))) {
        map.set(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Makes {@code object.field} what it is in {@code old}, absence included. */
  public static void restore(ObjectNode object, ObjectNode old, String field) {
    if (absent(old.get(field))) {
      object.remove(field);
    } else {
      object.set(field, old.get(field).deepCopy());
    }
  }
}
