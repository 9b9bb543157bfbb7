package dev.quarterdeck.kinds.apps;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;

/** How the fields of a DaemonSet depend on each other (ValidateDaemonSetSpec). */
final class DaemonSetRules {

  private DaemonSetRules() {}

  static void applyDefaults(ObjectNode daemonSet) {
    var spec = child(daemonSet, "spec");
    var update = child(spec, "updateStrategy");
    if (Tree.text(update, "/type").equals("RollingUpdate")) {
      var rolling = child(update, "rollingUpdate");
      fill(rolling, "maxUnavailable", 1);
      fill(rolling, "maxSurge", 0);
    }
    PodTemplate.applyDefaults(spec);
  }

  static void check(Field spec) {
    WorkloadRules.selectorAndTemplate(spec, "daemonset");
    WorkloadRules.runsForever(spec.get("template", "spec"), "DaemonSet");
    if (spec.get("updateStrategy", "type").text().equals("RollingUpdate")) {
      rollingUpdate(spec.get("updateStrategy", "rollingUpdate"));
    }
  }

  /** Either new pods come before the old ones go, or the other way round. */
  private static void rollingUpdate(Field rolling) {
    var unavailable = rolling.get("maxUnavailable");
    var surge = rolling.get("maxSurge");
    IntOrPercent.atMostAll(unavailable);
    IntOrPercent.atMostAll(surge);
    var mayGo = IntOrPercent.number(unavailable.node()) != 0;
    var mayCome = IntOrPercent.number(surge.node()) != 0;
    if (mayGo && mayCome) {
      surge.invalid("may not be set when maxUnavailable is non-zero");
    } else if (!mayGo && !mayCome) {
      unavailable.required("cannot be 0 when maxSurge is 0");
    }
  }
}
