package dev.quarterdeck.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Conversion;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * HorizontalPodAutoscaler between autoscaling/v2, in which all are stored, and v1, which knows one
 * CPU target only: the rest travels in annotations, under Kubernetes' names for them.
 */
final class AutoscalerConversion implements Conversion {

  public static final String STORED = "autoscaling/v2";

  private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
  private static final String CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics";
  private static final String CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
  private static final List<String> CARRIERS = List.of(METRICS, CURRENT, CONDITIONS, BEHAVIOR);

  @Override
  public List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion) {
    for (var object : objects) {
      if (!object.path("apiVersion").asText("").equals(apiVersion)) {
        object.put("apiVersion", apiVersion);
        if (apiVersion.equals(STORED)) {
          toStored(object);
        } else {
          toFirst(object);
        }
      }
    }
    return objects;
  }

  private static void toFirst(ObjectNode object) {
    dropCarriers(object);
    if (object.get("spec") instanceof ObjectNode spec) {
      var others = Json.array();
      for (var metric : list(spec.remove("metrics"))) {
        var percent = metric.at("/resource/target/averageUtilization");
        if (isCpu(metric) && percent.isNumber()) {
          Tree.fill(spec, "targetCPUUtilizationPercentage", percent.asLong());
        } else {
          others.add(MetricConversion.specToFirst(metric));
        }
      }
      carry(object, METRICS, others);
      carry(object, BEHAVIOR, spec.remove("behavior"));
    }
    if (object.get("status") instanceof ObjectNode status) {
      var current = Json.array();
      for (var metric : list(status.remove("currentMetrics"))) {
        var percent = metric.at("/resource/current/averageUtilization");
        if (isCpu(metric) && percent.isNumber()) {
          Tree.fill(status, "currentCPUUtilizationPercentage", percent.asLong());
        }
        current.add(MetricConversion.statusToFirst(metric));
      }
      carry(object, CURRENT, current);
      carry(object, CONDITIONS, status.remove("conditions"));
    }
  }

  private static boolean isCpu(JsonNode metric) {
    return metric.path("type").asText("").equals("Resource")
        && metric.at("/resource/name").asText("").equals("cpu");
  }

  private static void carry(ObjectNode object, String annotation, JsonNode value) {
    if (value != null && !value.isNull() && !(value.isArray() && value.isEmpty())) {
      var metadata = Tree.child(object, "metadata");
      Tree.child(metadata, "annotations")
          .put(annotation, new String(Json.write(value), StandardCharsets.UTF_8));
    }
  }

  private static void toStored(ObjectNode object) {
    if (object.get("spec") instanceof ObjectNode spec) {
      var metrics = carried(object, METRICS, MetricConversion::specToStored);
      var percent = spec.remove("targetCPUUtilizationPercentage");
      if (percent != null && percent.isNumber()) {
        var cpu = metrics.insertObject(0).put("type", "Resource").putObject("resource");
        cpu.put("name", "cpu").putObject("target").put("type", "Utilization");
        cpu.withObjectProperty("target").set("averageUtilization", percent);
      }
      if (!metrics.isEmpty()) {
        spec.set("metrics", metrics);
      }
      parsed(object, BEHAVIOR).filter(JsonNode::isObject).ifPresent(b -> spec.set("behavior", b));
    }
    statusToStored(object);
    dropCarriers(object);
  }

  private static void statusToStored(ObjectNode object) {
    var current = carried(object, CURRENT, MetricConversion::statusToStored);
    var conditions = parsed(object, CONDITIONS).filter(JsonNode::isArray);
    if (object.get("status") instanceof ObjectNode status) {
      var percent = status.remove("currentCPUUtilizationPercentage");
      if (current.isEmpty() && percent != null && percent.isNumber()) {
        var cpu = current.addObject().put("type", "Resource").putObject("resource");
        cpu.put("name", "cpu").putObject("current").set("averageUtilization", percent);
      }
    }
    if (!current.isEmpty()) {
      Tree.child(object, "status").set("currentMetrics", current);
    }
    conditions.ifPresent(list -> Tree.child(object, "status").set("conditions", list));
  }

  /** A list an annotation carries, item by item in the stored form; empty when there is none. */
  private static ArrayNode carried(
      ObjectNode object, String annotation, Function<JsonNode, ObjectNode> item) {
    var items = Json.array();
    parsed(object, annotation).ifPresent(list -> list.forEach(m -> items.add(item.apply(m))));
    return items;
  }

  /** What an annotation carries; as in Kubernetes, one that cannot be read carries nothing. */
  private static Optional<JsonNode> parsed(ObjectNode object, String annotation) {
    var text = object.path("metadata").path("annotations").path(annotation).asText("");
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
    } catch (ApiFault unreadable) {
      return Optional.empty();
    }
  }

  private static void dropCarriers(ObjectNode object) {
    if (object.path("metadata").get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(CARRIERS);
      if (annotations.isEmpty()) {
        ((ObjectNode) object.get("metadata")).remove("annotations");
      }
    }
  }

  private static Iterable<JsonNode> list(JsonNode node) {
    return node == null ? List.of() : node;
  }
}
