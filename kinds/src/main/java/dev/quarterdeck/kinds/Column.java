package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.schema.Descriptions;
import dev.quarterdeck.machinery.schema.Shape;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * One column of a Table (meta.k8s.io/v1).
 *
 * @param type OpenAPI type: string, integer, date …
 * @param format {@code name} for the name column, else mostly empty
 * @param field the path of the field whose published description is the column's; null when it has
 *     one of its own
 * @param ownDescription null for the field's
 * @param owner the type that {@code field} is of; null while nothing but a field of metadata is
 *     shown
 * @param priority 0 always shown, 1 shown with {@code -o wide}
 */
public record Column(
    String name,
    String type,
    String format,
    String field,
    String ownDescription,
    Shape.Struct owner,
    int priority,
    Cell cell) {

  /** Computes a cell's value: a String, Integer, Long or Boolean. */
  @FunctionalInterface
  public interface Cell {
    Object of(JsonNode object, Instant now);
  }

  private static final String METADATA = "metadata.";

  public static final Column NAME = text("Name", "metadata.name").format("name");

  public static final Column AGE =
      text("Age", "metadata.creationTimestamp")
          .showsAt((o, now) -> Ages.since(o.at("/metadata/creationTimestamp").asText(""), now));

  public static final List<Column> NAME_AND_AGE = List.of(NAME, AGE);

  /** A column with a description of its own. */
  public Column(
      String name, String type, String format, String description, int priority, Cell cell) {
    this(name, type, format, null, description, null, priority, cell);
  }

  /** A column of text: what is at {@code field}, and its description. */
  public static Column text(String name, String field) {
    return of(name, "string", field, o -> Tree.at(o, field).asText(""));
  }

  /** A column of text that is not simply a field's. */
  public static Column text(String name) {
    return of(name, "string", null, o -> "");
  }

  /** A column of whole numbers: what is at {@code field}, 0 where nothing is. */
  public static Column number(String name, String field) {
    return of(name, "integer", field, o -> Tree.at(o, field).asLong(0));
  }

  /** A column of truths: what is at {@code field}, false where nothing is. */
  public static Column flag(String name, String field) {
    return of(name, "boolean", field, o -> Tree.at(o, field).asBoolean(false));
  }

  private static Column of(String name, String type, String field, Function<JsonNode, Object> f) {
    return new Column(name, type, "", field, null, null, 0, (object, now) -> f.apply(object));
  }

  /** The same column, which shows something else. */
  public Column shows(Function<JsonNode, Object> value) {
    return showsAt((object, now) -> value.apply(object));
  }

  /** The same column, which shows something that depends on the time. */
  public Column showsAt(Cell other) {
    return new Column(name, type, format, field, ownDescription, owner, priority, other);
  }

  /** The same column, which shows {@code text} where it would be empty. */
  public Column orElse(String text) {
    return showsAt(
        (object, now) -> {
          var shown = cell.of(object, now);
          return "".equals(shown) ? text : shown;
        });
  }

  /** The same column with a description of its own. */
  public Column about(String description) {
    return new Column(name, type, format, field, description, owner, priority, cell);
  }

  /** The same column, whose cells are said to be of another type. */
  public Column typed(String other) {
    return new Column(name, other, format, field, ownDescription, owner, priority, cell);
  }

  /** The same column, shown with {@code -o wide} only. */
  public Column wide() {
    return priority(1);
  }

  /** The same column, shown without {@code -o wide} as well. */
  public Column always() {
    return priority(0);
  }

  /** The same column in another format. */
  public Column format(String other) {
    return new Column(name, type, other, field, ownDescription, owner, priority, cell);
  }

  private Column priority(int other) {
    return new Column(name, type, format, field, ownDescription, owner, other, cell);
  }

  /** The same column, of a kind of this type. */
  Column of(Shape.Struct type) {
    return new Column(name, this.type, format, field, ownDescription, type, priority, cell);
  }

  /** What the column shows, for the reader of a table. */
  public String description() {
    if (ownDescription != null) {
      return ownDescription;
    }
    return field.startsWith(METADATA)
        ? Descriptions.ofMetadata(field.substring(METADATA.length()))
        : Descriptions.of(owner, field);
  }
}
