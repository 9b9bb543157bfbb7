package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Short ways to say what a column shows, and the words tables use for nothing. */
public final class Columns {

  public static final String NONE = "<none>";
  public static final String UNKNOWN = "<unknown>";
  public static final String UNSET = "<unset>";

  /** Lists in a cell stop after this many items. */
  private static final int MAX_LISTED = 3;

  private Columns() {}

  public static Column text(String name, String description, Column.Cell cell) {
    return new Column(name, "string", "", description, 0, cell);
  }

  public static Column number(String name, String description, Column.Cell cell) {
    return new Column(name, "integer", "", description, 0, cell);
  }

  /** A text column shown with {@code -o wide}. */
  public static Column wide(String name, String description, Column.Cell cell) {
    return new Column(name, "string", "", description, 1, cell);
  }

  /** The text at a JSON pointer, {@code otherwise} when it is absent. */
  public static Column.Cell textAt(String pointer, String otherwise) {
    return (object, now) -> orElse(object.at(pointer).asText(""), otherwise);
  }

  /** The number at a JSON pointer, 0 when it is absent. */
  public static Column.Cell numberAt(String pointer) {
    return (object, now) -> object.at(pointer).asLong(0);
  }

  /** {@code 2/3}: two numbers at JSON pointers. */
  public static Column.Cell ratio(String some, String all) {
    return (object, now) -> object.at(some).asLong(0) + "/" + object.at(all).asLong(0);
  }

  /** How long the time at a JSON pointer is past. */
  public static Column.Cell ageAt(String pointer) {
    return (object, now) -> Ages.since(object.at(pointer).asText(""), now);
  }

  public static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  /** {@code a=b,c=d} in order of keys, or {@code <none>}. */
  public static String labels(JsonNode labels) {
    return orElse(
        Tree.textMap(labels).entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .sorted()
            .collect(Collectors.joining(",")),
        NONE);
  }

  /** {@code a,b,c + 2 more...}, or {@code otherwise} when there is nothing to list. */
  public static String shortList(List<String> items, String otherwise) {
    if (items.size() <= MAX_LISTED) {
      return orElse(String.join(",", items), otherwise);
    }
    return String.join(",", items.subList(0, MAX_LISTED))
        + " + %d more...".formatted(items.size() - MAX_LISTED);
  }

  /** The wide columns of everything that carries a pod template, at a JSON pointer to its spec. */
  public static List<Column> template(String podSpec) {
    return List.of(
        wide(
            "Containers",
            "Names of each container in the template.",
            (o, now) -> each(o.at(podSpec), "name")),
        wide(
            "Images",
            "Images referenced by each container in the template.",
            (o, now) -> each(o.at(podSpec), "image")));
  }

  private static String each(JsonNode podSpec, String field) {
    return Tree.objects(podSpec, "containers").stream()
        .map(container -> Tree.text(container, "/" + field))
        .collect(Collectors.joining(","));
  }

  /** What kinds without columns of their own show beside the name. */
  public static final Column CREATED_AT = createdAt("");

  /** The time of creation itself, where others show the age. */
  public static Column createdAt(String otherwise) {
    return new Column(
        "Created At",
        "date",
        "",
        "When it was made.",
        0,
        textAt("/metadata/creationTimestamp", otherwise));
  }

  /** spec.selector, a LabelSelector. */
  public static final Column SELECTOR =
      wide(
          "Selector",
          "The label selector that finds its pods.",
          (o, now) -> orElse(ScaleMapping.selector(o.at("/spec/selector")), NONE));

  /** Puts single columns and lists of them in one row. */
  @SafeVarargs
  public static List<Column> row(List<Column>... parts) {
    var columns = new ArrayList<Column>();
    for (var part : parts) {
      columns.addAll(part);
    }
    return List.copyOf(columns);
  }
}
