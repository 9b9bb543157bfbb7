package dev.quarterdeck.apiserver.registry.core;

import static dev.quarterdeck.apiserver.registry.Tree.child;
import static dev.quarterdeck.apiserver.registry.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.Columns;
import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.MetadataRules;
import dev.quarterdeck.apiserver.registry.Names;
import dev.quarterdeck.apiserver.registry.Tree;
import dev.quarterdeck.apiserver.registry.WriteContext;
import dev.quarterdeck.apiserver.registry.apps.WorkloadRules;
import dev.quarterdeck.apiserver.registry.pod.PodTemplate;
import java.util.List;
import java.util.Map;

/** ReplicationController (core/v1), whose selector is a plain map of labels. */
public final class ReplicationControllerStrategy extends KindStrategy {

  private static final List<String> COUNTS =
      List.of(
          "replicas",
          "fullyLabeledReplicas",
          "readyReplicas",
          "availableReplicas",
          "observedGeneration");

  public ReplicationControllerStrategy() {
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
    if (spec.get("template") instanceof ObjectNode template) {
      PodTemplate.applyDefaults(spec);
      if (template.path("metadata").get("labels") instanceof ObjectNode labels) {
        fillLabels(spec, "selector", labels);
        fillLabels(child(object, "metadata"), "labels", labels);
      }
    }
    fill(child(object, "status"), "replicas", 0);
  }

  private static void fillLabels(ObjectNode holder, String field, ObjectNode labels) {
    if (holder.path(field).isEmpty() && !labels.isEmpty()) {
      holder.set(field, labels.deepCopy());
    }
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    spec.get("replicas").notNegative();
    spec.get("minReadySeconds").notNegative();
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
    COUNTS.forEach(name -> object.get("status", name).notNegative());
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

  @Override
  public List<String> warnings(ObjectNode object) {
    return PodTemplate.warnings(object);
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of("status.replicas", object.at("/status/replicas").asText("0"));
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
