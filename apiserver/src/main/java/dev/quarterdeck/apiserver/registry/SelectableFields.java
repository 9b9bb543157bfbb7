package dev.quarterdeck.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields of a kind that field selectors may name, and how their values are read. */
public record SelectableFields(List<String> names) {

  /** Reads a field's value as a selector compares it. */
  @FunctionalInterface
  public interface Reader {
    String read(JsonNode object, String field);
  }

  public SelectableFields(String... names) {
    this(List.of(names));
  }

  public Map<String, String> of(JsonNode object) {
    return of(object, SelectableFields::textOf);
  }

  /** Values by name; empty ones are left out, as a missing field compares as empty. */
  public Map<String, String> of(JsonNode object, Reader reader) {
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
