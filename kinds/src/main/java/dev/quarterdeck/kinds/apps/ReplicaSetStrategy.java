package dev.quarterdeck.kinds.apps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.ReplicaStrategy;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.validation.Field;

/** ReplicaSet (apps/v1). */
public final class ReplicaSetStrategy extends ReplicaStrategy {

  @Override
  protected void templateDefaults(ObjectNode object, ObjectNode spec) {
    PodTemplate.applyDefaults(spec);
  }

  @Override
  protected void templateRules(Field spec) {
    WorkloadRules.selectorAndTemplate(spec, "deployment"); // Kubernetes' own words
    WorkloadRules.runsForever(spec.get("template", "spec"), "ReplicaSet");
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    WorkloadRules.selectorIsImmutable(object.get("spec"), old.path("spec"));
  }
}
