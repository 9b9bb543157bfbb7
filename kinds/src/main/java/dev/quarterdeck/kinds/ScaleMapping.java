package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code /scale} view (autoscaling/v1 Scale) of a workload that keeps spec.replicas,
 * status.replicas and spec.selector.
 */
public final class ScaleMapping {

  private static final List<String> METADATA =
      List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp");

  private ScaleMapping() {}

  /** The workload seen as a Scale. */
  public static ObjectNode read(ObjectNode workload) {
    var scale = of(workload);
    scale.putObject("spec").put("replicas", workload.path("spec").path("replicas").asLong(0));
    scale
        .putObject("status")
        .put("replicas", workload.path("status").path("replicas").asLong(0))
        .put("selector", selector(workload.path("spec").path("selector")));
    return scale;
  }

  /** A Scale with the object's metadata and nothing else yet. */
  public static ObjectNode of(ObjectNode object) {
    var scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    var metadata = scale.putObject("metadata");
    for (var field : METADATA) {
      if (object.path("metadata").has(field)) {
        metadata.set(field, object.path("metadata").get(field));
      }
    }
    return scale;
  }

  /**
   * Refuses a Scale that asks for less than nothing.
   *
   * @throws ApiFault 422
   */
  public static void check(ObjectNode scale) {
    var root = Field.root(scale);
    root.get("spec", "replicas").notNegative();
    if (!root.errors().isEmpty()) {
      throw ApiFault.invalid(
          "autoscaling", "Scale", Tree.text(scale, "/metadata/name"), root.errors());
    }
  }

  /**
   * The workload with the Scale's spec.replicas (a changed copy). A uid or resourceVersion in the
   * Scale guards the write; the verbs check them as on any update.
   *
   * @throws ApiFault 422 when replicas is negative
   */
  public static ObjectNode write(ObjectNode workload, ObjectNode scale) {
    check(scale);
    var scaled = workload.deepCopy();
    Tree.put(Tree.child(scaled, "spec"), "replicas", scale.path("spec").path("replicas").asLong(0));
    return scaled;
  }

  /**
   * A selector as text: {@code app=web,tier in (a,b),!x}.
   *
   * @param selector a LabelSelector, or the plain map of labels a ReplicationController has
   */
  public static String selector(JsonNode selector) {
    var isPlain = selector.properties().stream().allMatch(e -> e.getValue().isTextual());
    var labels = isPlain ? selector : selector.path("matchLabels");
    var terms =
        Tree.textMap(labels).entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .sorted()
            .collect(Collectors.toList());
    for (var expression : selector.path("matchExpressions")) {
      terms.add(term(expression));
    }
    return String.join(",", terms);
  }

  private static String term(JsonNode expression) {
    var key = expression.path("key").asText();
    var values =
        Tree.texts(expression.path("values")).stream()
            .sorted()
            .collect(Collectors.joining(",", "(", ")"));
    return switch (expression.path("operator").asText()) {
      case "In" -> key + " in " + values;
      case "NotIn" -> key + " notin " + values;
      case "DoesNotExist" -> "!" + key;
      default -> key;
    };
  }
}
