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
import java.util.Objects;

/** Deployment (apps/v1). */
public final class DeploymentStrategy extends KindStrategy {

  public DeploymentStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    fill(spec, "replicas", 1);
    fill(spec, "revisionHistoryLimit", 10);
    fill(spec, "progressDeadlineSeconds", 600);
    var strategy = child(spec, "strategy");
    fill(strategy, "type", "RollingUpdate");
    if (Tree.text(strategy, "/type").equals("RollingUpdate")) {
      var rolling = child(strategy, "rollingUpdate");
      fill(rolling, "maxUnavailable", "25%");
      fill(rolling, "maxSurge", "25%");
    }
    PodTemplate.applyDefaults(spec);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    super.prepareForUpdate(object, old, context);
    if (context.isStatus()) {
      Tree.restore(child(object, "metadata"), child(old, "metadata"), "labels");
    }
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    spec.get("replicas").notNegative();
    WorkloadRules.selectorAndTemplate(spec, "deployment");
    WorkloadRules.runsForever(spec.get("template", "spec"), "ReplicaSet");
    strategy(spec.get("strategy"));
    spec.get("minReadySeconds").notNegative();
    spec.get("revisionHistoryLimit").notNegative();
    var deadline = spec.get("progressDeadlineSeconds");
    deadline.notNegative();
    if (deadline.present() && deadline.number() <= spec.get("minReadySeconds").number()) {
      deadline.invalid("must be greater than minReadySeconds");
    }
  }

  private static void strategy(Field strategy) {
    var rolling = strategy.get("rollingUpdate");
    switch (strategy.get("type").text()) {
      case "Recreate" -> {
        if (rolling.present()) {
          rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> rollingUpdate(rolling);
      default -> strategy.get("type").notSupported(List.of("Recreate", "RollingUpdate"));
    }
  }

  private static void rollingUpdate(Field rolling) {
    var unavailable = rolling.get("maxUnavailable");
    IntOrPercent.check(unavailable);
    IntOrPercent.check(rolling.get("maxSurge"));
    if (IntOrPercent.number(unavailable.node()) == 0
        && IntOrPercent.number(rolling.get("maxSurge").node()) == 0) {
      unavailable.invalid("may not be 0 when `maxSurge` is 0");
    }
    IntOrPercent.atMostAll(unavailable);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    WorkloadRules.selectorIsImmutable(object.get("spec"), old.path("spec"));
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return PodTemplate.warnings(object);
  }

  /** Annotations count too: the rollout's history lives in them. */
  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return super.desiredStateDiffers(object, old)
        || !Objects.equals(
            object.path("metadata").get("annotations"), old.path("metadata").get("annotations"));
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(
            Column.NAME,
            Columns.text(
                "Ready",
                "Number of the pod with ready state",
                Columns.ratio("/status/readyReplicas", "/spec/replicas")),
            Columns.text(
                "Up-to-date",
                "Pods of the newest template.",
                Columns.textAt("/status/updatedReplicas", "0")),
            Columns.text(
                "Available",
                "Pods ready for at least minReadySeconds.",
                Columns.textAt("/status/availableReplicas", "0")),
            Column.AGE),
        Columns.template("/spec/template/spec"),
        List.of(Columns.SELECTOR));
  }
}
