package dev.quarterdeck.customkinds.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A path into an object, in the dialect kubectl and printer columns share: {@code .spec.list[0]},
 * {@code ['a.b']}, {@code [*]}, {@code [1:3]}, {@code ..name}, {@code [?(@.type=="Ready")].status}.
 */
public final class JsonPath {

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Compiles a path.
   *
   * @param text begins with {@code .} or {@code [}
   * @throws IllegalArgumentException that says what is wrong with it
   */
  public static JsonPath parse(String text) {
    return new JsonPath(new PathParser(text).steps());
  }

  /** What the path leads to, in order; nothing where it leads nowhere. */
  public List<JsonNode> find(JsonNode object) {
    var found = Stream.of(object);
    for (var step : steps) {
      found = found.flatMap(step::from);
    }
    return found.toList();
  }
}
