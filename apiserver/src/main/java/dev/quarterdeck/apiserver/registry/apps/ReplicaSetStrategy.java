package dev.quarterdeck.apiserver.registry.apps;

import static dev.quarterdeck.apiserver.registry.Tree.child;
import static dev.quarterdeck.apiserver.registry.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.Columns;
import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;
import dev.quarterdeck.apiserver.registry.SelectableFields;
import dev.quarterdeck.apiserver.registry.WriteContext;
import dev.quarterdeck.apiserver.registry.pod.PodTemplate;
import java.util.List;
import java.util.Map;

/** ReplicaSet (apps/v1). */
public final class ReplicaSetStrategy extends KindStrategy {

  private static final List<String> COUNTS =
      List.of(
          "replicas",
          "fullyLabeledReplicas",
          "readyReplicas",
          "availableReplicas",
          "observedGeneration");

  public ReplicaSetStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status").put("replicas", 0);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    fill(spec, "replicas", 1);
    PodTemplate.applyDefaults(spec);
    fill(child(object, "status"), "replicas", 0);
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    spec.get("replicas").notNegative();
    spec.get("minReadySeconds").notNegative();
    WorkloadRules.selectorAndTemplate(spec, "deployment"); // Kubernetes' own words
    WorkloadRules.runsForever(spec.get("template", "spec"), "ReplicaSet");
    COUNTS.forEach(name -> object.get("status", name).notNegative());
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    WorkloadRules.selectorIsImmutable(object.get("spec"), old.path("spec"));
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return PodTemplate.warnings(object);
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of(
        "status.replicas",
        SelectableFields.textOf(object, "status.replicas").isEmpty()
            ? "0"
            : SelectableFields.textOf(object, "status.replicas"));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.replicas");
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(
            Column.NAME,
            Columns.number("Desired", "Pods wanted.", Columns.numberAt("/spec/replicas")),
            Columns.number("Current", "Pods there.", Columns.numberAt("/status/replicas")),
            Columns.number("Ready", "Pods ready.", Columns.numberAt("/status/readyReplicas")),
            Column.AGE),
        Columns.template("/spec/template/spec"),
        List.of(Columns.SELECTOR));
  }
}
