package dev.quarterdeck.kinds.workload;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** What ReplicaSet and its forerunner ReplicationController share: a number of equal pods. */
public abstract class ReplicaStrategy extends KindStrategy {

  private static final SelectableFields FIELDS =
      new SelectableFields("status.replicas")
          .readBy((object, field) -> object.at("/status/replicas").asText("0"));
  private static final List<String> COUNTS =
      List.of(
          "replicas",
          "fullyLabeledReplicas",
          "readyReplicas",
          "availableReplicas",
          "observedGeneration");

  protected ReplicaStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  /** The defaults of the template and what follows from it. */
  protected abstract void templateDefaults(ObjectNode object, ObjectNode spec);

  /** The rules on selector and template. */
  protected abstract void templateRules(Field spec);

  @Override
  public final void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status").put("replicas", 0);
  }

  @Override
  public final void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    fill(spec, "replicas", 1);
    templateDefaults(object, spec);
    fill(child(object, "status"), "replicas", 0);
  }

  @Override
  protected final void rules(Field object) {
    var spec = object.get("spec");
    spec.get("replicas").notNegative();
    spec.get("minReadySeconds").notNegative();
    templateRules(spec);
    COUNTS.forEach(name -> object.get("status", name).notNegative());
  }

  @Override
  public final List<String> warnings(ObjectNode object) {
    return PodTemplate.warnings(object);
  }

  @Override
  public final SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public final List<Column> columns() {
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
