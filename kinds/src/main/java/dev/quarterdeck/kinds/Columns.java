package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Columns that many kinds have, what their cells show, and the words tables use for nothing. */
public final class Columns {

  public static final String NONE = "<none>";
  public static final String UNKNOWN = "<unknown>";
  public static final String UNSET = "<unset>";

  /** Lists in a cell stop after this many items. */
  private static final int MAX_LISTED = 3;

  /** What kinds without columns of their own show beside the name. */
  public static final Column CREATED_AT =
      Column.text("Created At", "metadata.creationTimestamp").typed("date");

  private Columns() {}

  /** {@code 2/3}: two numbers. */
  public static Function<JsonNode, Object> ratio(String some, String all) {
    return object -> Tree.at(object, some).asLong(0) + "/" + Tree.at(object, all).asLong(0);
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

  /** Containers and images of everything that carries a pod template, for {@code -o wide}. */
  public static List<Column> template(String podSpec) {
    return List.of(
        Column.text("Containers")
            .about("Names of each container in the template.")
            .shows(o -> each(Tree.at(o, podSpec), "name"))
            .wide(),
        Column.text("Images")
            .about("Images referenced by each container in the template.")
            .shows(o -> each(Tree.at(o, podSpec), "image"))
            .wide());
  }

  private static String each(JsonNode podSpec, String field) {
    return Tree.objects(podSpec, "containers").stream()
        .map(container -> Tree.text(container, "/" + field))
        .collect(Collectors.joining(","));
  }

  /** A LabelSelector or a plain map of labels, for {@code -o wide}. */
  public static Column selector(String field) {
    return Column.text("Selector", field)
        .shows(o -> ScaleMapping.selector(Tree.at(o, field)))
        .orElse(NONE)
        .wide();
  }
}
