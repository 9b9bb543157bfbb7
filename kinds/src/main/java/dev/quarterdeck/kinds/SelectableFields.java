package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a kind that field selectors may name, and how their values are read.
 *
 * @param names all there can be; a selector on any other field is a 400
 */
public record SelectableFields(List<String> names, Values values) {

  public static final SelectableFields NONE = new SelectableFields();

  /** {@code name} of kinds where it is an old mistake that clients may rely on. */
  public static final SelectableFields NAME =
      new SelectableFields("name").readBy((object, field) -> textOf(object, "metadata.name"));

  /** Reads an object's values by name; a field that is missing compares as empty. */
  @FunctionalInterface
  public interface Values {
    Map<String, String> of(ObjectNode object);
  }

  /** Reads a field's value as a selector compares it. */
  @FunctionalInterface
  public interface Reader {
    String read(JsonNode object, String field);
  }

  /** Fields whose values are the scalars at the paths they are named by. */
  public SelectableFields(String... names) {
    this(List.of(names));
  }

  /** As the other, of names in a list. */
  public SelectableFields(List<String> names) {
    this(names, object -> read(names, object, SelectableFields::textOf));
  }

  /** The same fields, their values read otherwise. */
  public SelectableFields readBy(Reader reader) {
    return new SelectableFields(names, object -> read(names, object, reader));
  }

  public Map<String, String> of(ObjectNode object) {
    return values.of(object);
  }

  private static Map<String, String> read(List<String> names, ObjectNode object, Reader reader) {
    var values = new HashMap<String, String>();
    for (var name : names) {
      var value = reader.read(object, name);
      if (!value.isEmpty()) {
        values.put(name, value);
      }
    }
    return values;
  }

  /** The scalar at {@code a.b.c} as text, empty when there is none. */
  public static String textOf(JsonNode object, String path) {
    var at = object;
    for (var name : path.split("\\.")) {
      at = at.path(name);
    }
    return at.asText("");
  }
}
