package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * One column of a Table (meta.k8s.io/v1).
 *
 * @param type OpenAPI type: string, integer, date …
 * @param format {@code name} for the name column, else mostly empty
 * @param priority 0 always shown, 1 shown with {@code -o wide}
 */
public record Column(
    String name, String type, String format, String description, int priority, Cell cell) {

  /** Computes a cell's value: a String, Integer, Long or Boolean. */
  @FunctionalInterface
  public interface Cell {
    Object of(JsonNode object, Instant now);
  }

  public static final Column NAME =
      new Column(
          "Name",
          "string",
          "name",
          "Name must be unique within a namespace.",
          0,
          (o, now) -> o.at("/metadata/name").asText());

  public static final Column AGE =
      new Column(
          "Age",
          "string",
          "",
          "Time since the object was created.",
          0,
          (o, now) -> Ages.since(o.at("/metadata/creationTimestamp").asText(""), now));

  public static final List<Column> NAME_AND_AGE = List.of(NAME, AGE);

  /** The same column, shown without {@code -o wide} as well. */
  public Column always() {
    return new Column(name, type, format, description, 0, cell);
  }
}
