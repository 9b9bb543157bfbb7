package dev.quarterdeck.kinds.autoscaling;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.Quantity;
import java.util.List;

/** The rules on an autoscaler's spec; those on metrics are {@link MetricRules}. */
final class AutoscalerRules {

  private static final int LONGEST_WINDOW = 3600;
  private static final int LONGEST_PERIOD = 1800;

  private AutoscalerRules() {}

  static void check(Field spec) {
    var least = spec.get("minReplicas");
    var most = spec.get("maxReplicas");
    if (least.present() && least.number() < 1) {
      least.invalid("must be greater than or equal to 1");
    }
    if (most.number() < 1) {
      most.invalid(most.number(), "must be greater than 0");
    }
    if (least.present() && most.number() < least.number()) {
      most.invalid(most.number(), "must be greater than or equal to `minReplicas`");
    }
    reference(spec.get("scaleTargetRef"));
    spec.get("metrics").items().forEach(MetricRules::check);
    for (var direction : List.of("scaleUp", "scaleDown")) {
      var rules = spec.get("behavior", direction);
      if (rules.present()) {
        scaling(rules);
      }
    }
  }

  /** A CrossVersionObjectReference. */
  static void reference(Field reference) {
    for (var name : List.of("kind", "name")) {
      var field = reference.get(name);
      if (field.absent()) {
        field.required("");
      } else {
        field.invalidFor(Names.pathSegment(field.text()));
      }
    }
    var version = reference.get("apiVersion");
    if (version.text().chars().filter(c -> c == '/').count() > 1) {
      version.invalid("unexpected GroupVersion string: " + version.text());
    }
  }

  private static void scaling(Field rules) {
    var window = rules.get("stabilizationWindowSeconds");
    if (window.number() < 0) {
      window.invalid("must be greater than or equal to zero");
    } else if (window.number() > LONGEST_WINDOW) {
      window.invalid("must be less than or equal to " + LONGEST_WINDOW);
    }
    if (rules.get("selectPolicy").present()) {
      rules.get("selectPolicy").oneOf(List.of("Disabled", "Max", "Min"));
    }
    var tolerance = rules.get("tolerance");
    if (tolerance.present()) {
      Quantity.notNegative(tolerance);
    }
    var policies = rules.get("policies");
    if (policies.items().isEmpty()) {
      policies.required("must specify at least one Policy");
    }
    policies.items().forEach(AutoscalerRules::policy);
  }

  private static void policy(Field policy) {
    policy.get("type").oneOf(List.of("Percent", "Pods"));
    if (policy.get("value").number() <= 0) {
      policy.get("value").invalid("must be greater than zero");
    }
    var period = policy.get("periodSeconds");
    if (period.number() <= 0) {
      period.invalid("must be greater than zero");
    } else if (period.number() > LONGEST_PERIOD) {
      period.invalid("must be less than or equal to " + LONGEST_PERIOD);
    }
  }
}
