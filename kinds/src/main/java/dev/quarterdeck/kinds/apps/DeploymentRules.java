package dev.quarterdeck.kinds.apps;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;

/** How the fields of a Deployment depend on each other (ValidateDeploymentSpec). */
final class DeploymentRules {

  private DeploymentRules() {}

  static void applyDefaults(ObjectNode deployment) {
    var spec = child(deployment, "spec");
    var strategy = child(spec, "strategy");
    if (Tree.text(strategy, "/type").equals("RollingUpdate")) {
      var rolling = child(strategy, "rollingUpdate");
      fill(rolling, "maxUnavailable", "25%");
      fill(rolling, "maxSurge", "25%");
    }
    PodTemplate.applyDefaults(spec);
  }

  static void check(Field spec) {
    template(spec);
    strategy(spec.get("strategy"));
    var deadline = spec.get("progressDeadlineSeconds");
    if (deadline.present() && deadline.number() <= spec.get("minReadySeconds").number()) {
      deadline.invalid("must be greater than minReadySeconds");
    }
  }

  /** Selector and template of a ReplicaSet and of what makes them; the words are Kubernetes'. */
  static void template(Field spec) {
    WorkloadRules.selectorAndTemplate(spec, "deployment");
    WorkloadRules.runsForever(spec.get("template", "spec"), "ReplicaSet");
  }

  private static void strategy(Field strategy) {
    var rolling = strategy.get("rollingUpdate");
    if (strategy.get("type").text().equals("Recreate") && rolling.present()) {
      rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
    } else if (strategy.get("type").text().equals("RollingUpdate")) {
      var unavailable = rolling.get("maxUnavailable");
      if (IntOrPercent.number(unavailable.node()) == 0
          && IntOrPercent.number(rolling.get("maxSurge").node()) == 0) {
        unavailable.invalid("may not be 0 when `maxSurge` is 0");
      }
      IntOrPercent.atMostAll(unavailable);
    }
  }
}
