package dev.quarterdeck.kinds.autoscaling;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.Quantities;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules on one metric of an autoscaler. */
final class MetricRules {

  /** The field of each type, in the order Kubernetes looks at them. */
  private static final Map<String, String> FIELD_OF_TYPE = fields();

  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");
  private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");

  private MetricRules() {}

  private static Map<String, String> fields() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("Object", "object");
    fields.put("External", "external");
    fields.put("Pods", "pods");
    fields.put("Resource", "resource");
    fields.put("ContainerResource", "containerResource");
    return fields;
  }

  static void check(Field metric) {
    var type = metric.get("type");
    if (type.absent()) {
      type.required("must specify a metric source type");
    }
    if (!TYPES.contains(type.text())) {
      type.notSupported(TYPES);
    }
    var wanted = FIELD_OF_TYPE.getOrDefault(type.text(), "");
    var present =
        FIELD_OF_TYPE.values().stream().filter(field -> metric.get(field).present()).toList();
    if (!present.isEmpty()) {
      source(metric.get(present.getFirst()), present.getFirst());
    }
    if (!wanted.isEmpty() && !present.contains(wanted)) {
      metric.get(wanted).required("must populate information for the given metric source");
    }
    if (present.size() != 1 || !present.contains(wanted) && !wanted.isEmpty()) {
      present.stream()
          .filter(field -> !field.equals(wanted))
          .forEach(f -> metric.get(f).forbidden("must populate the given metric source only"));
    }
  }

  private static void source(Field source, String name) {
    var target = source.get("target");
    switch (name) {
      case "object" -> {
        AutoscalerRules.reference(source.get("describedObject"));
        identifier(source.get("metric"));
        target(target);
        oneOfTwo(target, "value", "averageValue", false);
      }
      case "external" -> {
        identifier(source.get("metric"));
        target(target);
        oneOfTwo(target, "value", "averageValue", true);
      }
      case "pods" -> {
        identifier(source.get("metric"));
        target(target);
        if (!positive(target.get("averageValue"))) {
          target.get("averageValue").required("must specify a positive target averageValue");
        }
      }
      default -> resource(source, target, name.equals("containerResource"));
    }
  }

  private static void resource(Field source, Field target, boolean ofContainer) {
    if (source.get("name").absent()) {
      source.get("name").required("must specify a resource name");
    }
    if (ofContainer && source.get("container").absent()) {
      source.get("container").required("must specify a container");
    }
    target(target);
    var utilization = target.get("averageUtilization");
    var value = target.get("averageValue");
    if (utilization.absent() && value.absent()) {
      utilization.required("must set either a target raw value or a target utilization");
    } else if (utilization.present() && value.present()) {
      value.forbidden("may not set both a target raw value and a target utilization");
    }
  }

  private static void oneOfTwo(Field target, String value, String average, boolean notBoth) {
    if (target.get(value).absent() && target.get(average).absent()) {
      target
          .get(average)
          .required("must set either a target value for metric or a per-pod target value");
    } else if (notBoth && target.get(value).present() && target.get(average).present()) {
      target
          .get(value)
          .forbidden("may not set both a target value for metric and a per-pod target value");
    }
  }

  private static void identifier(Field metric) {
    var name = metric.get("name");
    if (name.absent()) {
      name.required("must specify a metric name");
    } else {
      name.invalidFor(Names.pathSegment(name.text()));
    }
  }

  private static void target(Field target) {
    var type = target.get("type");
    if (type.absent()) {
      type.required("must specify a metric target type");
    }
    if (!TARGETS.contains(type.text())) {
      type.invalid("must be either Utilization, Value, or AverageValue");
    }
    for (var name : List.of("value", "averageValue")) {
      if (target.get(name).present() && !positive(target.get(name))) {
        target.get(name).invalid("must be positive");
      }
    }
    var utilization = target.get("averageUtilization");
    if (utilization.present() && utilization.number() < 1) {
      utilization.invalid("must be greater than 0");
    }
  }

  private static boolean positive(Field quantity) {
    return quantity.present()
        && Quantities.parse(quantity.node().asText("")).filter(q -> q.signum() > 0).isPresent();
  }
}
