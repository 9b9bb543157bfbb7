package dev.quarterdeck.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.Map;

/**
 * One metric between v2, where a target or a current value is an object of its own, and v1, where
 * each kind of metric has fields for it.
 */
final class MetricConversion {

  private static final Map<String, String> FIELD_OF_TYPE =
      Map.of(
          "Object", "object",
          "Pods", "pods",
          "Resource", "resource",
          "ContainerResource", "containerResource",
          "External", "external");

  private MetricConversion() {}

  static ObjectNode specToFirst(JsonNode metric) {
    return source(
        metric,
        (field, from, to) -> {
          identityToFirst(field, from, to);
          var target = from.path("target");
          switch (field) {
            case "object" -> {
              copy(target, "value", to, "targetValue");
              copy(target, "averageValue", to, "averageValue");
            }
            case "resource", "containerResource" -> {
              copy(target, "averageUtilization", to, "targetAverageUtilization");
              copy(target, "averageValue", to, "targetAverageValue");
            }
            default -> {
              copy(target, "value", to, "targetValue");
              copy(target, "averageValue", to, "targetAverageValue");
            }
          }
        });
  }

  static ObjectNode specToStored(JsonNode metric) {
    return source(
        metric,
        (field, from, to) -> {
          identityToStored(field, from, to);
          var target = to.putObject("target");
          switch (field) {
            case "object" -> {
              target.put("type", from.hasNonNull("averageValue") ? "AverageValue" : "Value");
              copy(from, "targetValue", target, "value");
              copy(from, "averageValue", target, "averageValue");
            }
            case "resource", "containerResource" -> {
              var percent = from.hasNonNull("targetAverageUtilization");
              target.put("type", percent ? "Utilization" : "AverageValue");
              copy(from, "targetAverageUtilization", target, "averageUtilization");
              copy(from, "targetAverageValue", target, "averageValue");
            }
            default -> {
              target.put("type", from.hasNonNull("targetValue") ? "Value" : "AverageValue");
              copy(from, "targetValue", target, "value");
              copy(from, "targetAverageValue", target, "averageValue");
            }
          }
        });
  }

  static ObjectNode statusToFirst(JsonNode metric) {
    return source(
        metric,
        (field, from, to) -> {
          identityToFirst(field, from, to);
          var current = from.path("current");
          copy(current, "value", to, "currentValue");
          copy(current, "averageUtilization", to, "currentAverageUtilization");
          var average = field.equals("object") ? "averageValue" : "currentAverageValue";
          copy(current, "averageValue", to, average);
        });
  }

  static ObjectNode statusToStored(JsonNode metric) {
    return source(
        metric,
        (field, from, to) -> {
          identityToStored(field, from, to);
          var current = to.putObject("current");
          copy(from, "currentValue", current, "value");
          copy(from, "currentAverageUtilization", current, "averageUtilization");
          var average = field.equals("object") ? "averageValue" : "currentAverageValue";
          copy(from, average, current, "averageValue");
        });
  }

  private interface Mapping {
    void map(String field, JsonNode from, ObjectNode to);
  }

  private static ObjectNode source(JsonNode metric, Mapping mapping) {
    var type = metric.path("type").asText("");
    var converted = Json.object().put("type", type);
    var field = FIELD_OF_TYPE.get(type);
    if (field != null && metric.path(field).isObject()) {
      mapping.map(field, metric.get(field), converted.putObject(field));
    }
    return converted;
  }

  /** What the metric is and of what. */
  private static void identityToFirst(String field, JsonNode from, ObjectNode to) {
    copy(from, "describedObject", to, "target");
    copy(from, "name", to, "name");
    copy(from, "container", to, "container");
    copy(from.path("metric"), "name", to, "metricName");
    var selector = field.equals("external") ? "metricSelector" : "selector";
    copy(from.path("metric"), "selector", to, selector);
  }

  private static void identityToStored(String field, JsonNode from, ObjectNode to) {
    copy(from, "target", to, "describedObject");
    copy(from, "name", to, "name");
    copy(from, "container", to, "container");
    if (from.has("metricName")) {
      var metric = to.putObject("metric");
      copy(from, "metricName", metric, "name");
      copy(from, field.equals("external") ? "metricSelector" : "selector", metric, "selector");
    }
  }

  private static void copy(JsonNode from, String name, ObjectNode to, String as) {
    if (from.hasNonNull(name)) {
      to.set(as, from.get(name));
    }
  }
}
