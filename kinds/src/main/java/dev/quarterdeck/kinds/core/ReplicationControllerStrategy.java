package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.ReplicaStrategy;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import java.util.Map;

/** ReplicationController (core/v1), whose selector is a plain map of labels. */
public final class ReplicationControllerStrategy extends ReplicaStrategy {

  @Override
  protected void templateDefaults(ObjectNode object, ObjectNode spec) {
    if (spec.get("template") instanceof ObjectNode template) {
      PodTemplate.applyDefaults(spec);
      if (template.path("metadata").get("labels") instanceof ObjectNode labels) {
        fillLabels(spec, "selector", labels);
        fillLabels(child(object, "metadata"), "labels", labels);
      }
    }
  }

  private static void fillLabels(ObjectNode holder, String field, ObjectNode labels) {
    if (holder.path(field).isEmpty() && !labels.isEmpty()) {
      holder.set(field, labels.deepCopy());
    }
  }

  @Override
  protected void templateRules(Field spec) {
    var selector = spec.get("selector");
    if (selector.node().isEmpty()) {
      selector.required("");
    }
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
      labels.invalid(
          labels.node().isMissingNode() ? "{}" : labels.node(),
          "`selector` does not match template `labels`");
    }
    PodTemplate.check(template);
    WorkloadRules.runsForever(template.get("spec"), "ReplicationController");
  }
}
