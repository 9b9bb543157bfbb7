package dev.quarterdeck.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import java.util.ArrayList;

/** Metrics as tables show them: {@code cpu: 12%/80%, 3/10 (avg) + 1 more...}. */
final class MetricCells {

  private static final int MOST_SHOWN = 2;

  private MetricCells() {}

  static String targets(JsonNode object) {
    var metrics = object.path("spec").path("metrics");
    var statuses = object.path("status").path("currentMetrics");
    var shown = new ArrayList<String>();
    for (var i = 0; i < metrics.size(); i++) {
      shown.add(one(metrics.get(i), statuses.path(i)));
    }
    if (shown.size() <= MOST_SHOWN) {
      return Columns.orElse(String.join(", ", shown), Columns.NONE);
    }
    return "%s + %d more..."
        .formatted(String.join(", ", shown.subList(0, MOST_SHOWN)), shown.size() - MOST_SHOWN);
  }

  private static String one(JsonNode metric, JsonNode status) {
    return switch (metric.path("type").asText("")) {
      case "External" -> average(metric.path("external"), status.path("external"));
      case "Object" -> average(metric.path("object"), status.path("object"));
      case "Pods" ->
          current(status.path("pods"), "averageValue")
              + "/"
              + target(metric.path("pods"), "averageValue");
      case "Resource" -> resource(metric.path("resource"), status.path("resource"));
      case "ContainerResource" ->
          resource(metric.path("containerResource"), status.path("containerResource"));
      default -> "<unknown type>";
    };
  }

  private static String average(JsonNode metric, JsonNode status) {
    return metric.path("target").hasNonNull("averageValue")
        ? current(status, "averageValue") + "/" + target(metric, "averageValue") + " (avg)"
        : current(status, "value") + "/" + target(metric, "value");
  }

  private static String resource(JsonNode metric, JsonNode status) {
    var name = metric.path("name").asText("");
    if (metric.path("target").hasNonNull("averageValue")) {
      return "%s: %s/%s"
          .formatted(name, current(status, "averageValue"), target(metric, "averageValue"));
    }
    var now = status.path("current").path("averageUtilization");
    var wanted = metric.path("target").path("averageUtilization");
    return "%s: %s/%s"
        .formatted(
            name,
            now.isNumber() ? now.asLong() + "%" : Columns.UNKNOWN,
            wanted.isNumber() ? wanted.asLong() + "%" : "<auto>");
  }

  private static String current(JsonNode status, String value) {
    return Columns.orElse(status.path("current").path(value).asText(""), Columns.UNKNOWN);
  }

  private static String target(JsonNode metric, String value) {
    return metric.path("target").path(value).asText("");
  }
}
