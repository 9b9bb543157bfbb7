package dev.quarterdeck.kinds.apps;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** DaemonSet (apps/v1). */
public final class DaemonSetStrategy extends KindStrategy {

  private static final List<String> COUNTS =
      List.of(
          "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady");

  public DaemonSetStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    fill(spec, "revisionHistoryLimit", 10);
    var update = child(spec, "updateStrategy");
    fill(update, "type", "RollingUpdate");
    if (Tree.text(update, "/type").equals("RollingUpdate")) {
      var rolling = child(update, "rollingUpdate");
      fill(rolling, "maxUnavailable", 1);
      fill(rolling, "maxSurge", 0);
    }
    PodTemplate.applyDefaults(spec);
    COUNTS.forEach(count -> fill(child(object, "status"), count, 0));
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    WorkloadRules.selectorAndTemplate(spec, "daemonset");
    WorkloadRules.runsForever(spec.get("template", "spec"), "DaemonSet");
    spec.get("minReadySeconds").notNegative();
    spec.get("revisionHistoryLimit").notNegative();
    spec.get("updateStrategy", "type").oneOf(List.of("OnDelete", "RollingUpdate"));
    for (var name : List.of("maxUnavailable", "maxSurge")) {
      IntOrPercent.check(spec.get("updateStrategy", "rollingUpdate", name));
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    WorkloadRules.selectorIsImmutable(object.get("spec"), old.path("spec"));
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(
            Column.NAME,
            Columns.number(
                "Desired",
                "Nodes it should be on.",
                Columns.numberAt("/status/desiredNumberScheduled")),
            Columns.number(
                "Current", "Nodes it is on.", Columns.numberAt("/status/currentNumberScheduled")),
            Columns.number(
                "Ready", "Nodes it is ready on.", Columns.numberAt("/status/numberReady")),
            Columns.number(
                "Up-to-date",
                "Nodes with its newest template.",
                Columns.numberAt("/status/updatedNumberScheduled")),
            Columns.number(
                "Available",
                "Nodes it is available on.",
                Columns.numberAt("/status/numberAvailable")),
            Columns.text(
                "Node Selector",
                "The labels of its nodes.",
                (ds, now) -> Columns.labels(ds.at("/spec/template/spec/nodeSelector"))),
            Column.AGE),
        Columns.template("/spec/template/spec"),
        List.of(Columns.SELECTOR));
  }
}
