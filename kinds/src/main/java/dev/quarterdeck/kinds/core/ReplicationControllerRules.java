package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import java.util.Map;

/** A ReplicationController, whose selector is a plain map of labels. */
final class ReplicationControllerRules {

  private ReplicationControllerRules() {}

  static void applyDefaults(ObjectNode controller) {
    var spec = child(controller, "spec");
    if (spec.get("template") instanceof ObjectNode template) {
      PodTemplate.applyDefaults(spec);
      if (template.path("metadata").get("labels") instanceof ObjectNode labels) {
        fillLabels(spec, "selector", labels);
        fillLabels(child(controller, "metadata"), "labels", labels);
      }
    }
  }

  private static void fillLabels(ObjectNode holder, String field, ObjectNode labels) {
    if (holder.path(field).isEmpty() && !labels.isEmpty()) {
      holder.set(field, labels.deepCopy());
    }
  }

  static void check(Field spec) {
    var selector = spec.get("selector");
    selector.needed();
    MetadataRules.labels(selector);
    if (spec.get("template").absent()) {
      spec.get("template").required("");
    } else {
      template(spec.get("template"), Tree.textMap(selector.node()));
    }
  }

  private static void template(Field template, Map<String, String> selector) {
    var labels = template.get("metadata", "labels");
    if (!Tree.textMap(labels.node()).entrySet().containsAll(selector.entrySet())) {
      WorkloadRules.doesNotMatch(labels);
    }
    PodTemplate.check(template);
    WorkloadRules.runsForever(template.get("spec"), "ReplicationController");
  }
}
