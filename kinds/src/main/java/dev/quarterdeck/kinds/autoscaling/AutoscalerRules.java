package dev.quarterdeck.kinds.autoscaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** Defaults and rules of an autoscaler's spec; the rules on metrics are {@link MetricRules}. */
final class AutoscalerRules {

  private static final int CPU_PERCENT = 80;
  private static final int POLICY_SECONDS = 15;
  private static final int LONGEST_WINDOW = 3600;
  private static final int LONGEST_PERIOD = 1800;

  private AutoscalerRules() {}

  static void applyDefaults(ObjectNode autoscaler) {
    var spec = Tree.child(autoscaler, "spec");
    if (spec.path("metrics").isEmpty()) {
      var cpu = spec.putArray("metrics").addObject().put("type", "Resource");
      var target = cpu.putObject("resource").put("name", "cpu").putObject("target");
      Tree.put(target.put("type", "Utilization"), "averageUtilization", CPU_PERCENT);
    }
    if (spec.get("behavior") instanceof ObjectNode behavior) {
      var up = Tree.child(behavior, "scaleUp");
      Tree.fill(up, "stabilizationWindowSeconds", 0);
      policies(up, new Policy("Pods", 4), new Policy("Percent", 100));
      var down = Tree.child(behavior, "scaleDown");
      policies(down, new Policy("Percent", 100));
    }
  }

  private record Policy(String type, int value) {}

  private static void policies(ObjectNode rules, Policy... policies) {
    if (Tree.absent(rules.get("policies"))) {
      var list = rules.putArray("policies");
      for (var policy : policies) {
        var item = list.addObject().put("type", policy.type);
        Tree.put(item, "value", policy.value);
        Tree.put(item, "periodSeconds", POLICY_SECONDS);
      }
    }
  }

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
    reference.get("kind").needed(Names::pathSegment);
    reference.get("name").needed(Names::pathSegment);
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
    var policies = rules.get("policies");
    if (policies.items().isEmpty()) {
      policies.required("must specify at least one Policy");
    }
    policies.items().forEach(AutoscalerRules::policy);
  }

  private static void policy(Field policy) {
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
