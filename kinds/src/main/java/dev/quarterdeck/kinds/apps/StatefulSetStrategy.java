package dev.quarterdeck.kinds.apps;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.volume.ClaimRules;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** StatefulSet (apps/v1). */
public final class StatefulSetStrategy extends KindStrategy {

  /** What an update may change in spec. */
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  public StatefulSetStrategy() {
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
    fill(spec, "revisionHistoryLimit", 10);
    fill(spec, "podManagementPolicy", "OrderedReady");
    var update = child(spec, "updateStrategy");
    fill(update, "type", "RollingUpdate");
    if (Tree.text(update, "/type").equals("RollingUpdate")) {
      fill(child(update, "rollingUpdate"), "partition", 0);
    }
    var retention = child(spec, "persistentVolumeClaimRetentionPolicy");
    fill(retention, "whenDeleted", "Retain");
    fill(retention, "whenScaled", "Retain");
    for (var claim : Tree.objects(spec, "volumeClaimTemplates")) {
      ClaimRules.applyDefaults(child(claim, "spec"));
      fill(child(claim, "status"), "phase", "Pending");
    }
    PodTemplate.applyDefaults(spec);
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    spec.get("replicas").notNegative();
    spec.get("minReadySeconds").notNegative();
    spec.get("podManagementPolicy").oneOf(List.of("OrderedReady", "Parallel"));
    spec.get("updateStrategy", "type").oneOf(List.of("OnDelete", "RollingUpdate"));
    spec.get("updateStrategy", "rollingUpdate", "partition").notNegative();
    for (var name : List.of("whenDeleted", "whenScaled")) {
      spec.get("persistentVolumeClaimRetentionPolicy", name).oneOf(List.of("Delete", "Retain"));
    }
    WorkloadRules.selectorAndTemplate(spec, "statefulset");
    WorkloadRules.runsForever(spec.get("template", "spec"), "StatefulSet");
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    if (!fixed(object.node().path("spec").deepCopy()).equals(fixed(old.path("spec").deepCopy()))) {
      object
          .get("spec")
          .forbidden(
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
  }

  private static Object fixed(JsonNode spec) {
    return spec instanceof ObjectNode object ? object.remove(MUTABLE) : spec;
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
            Column.AGE),
        Columns.template("/spec/template/spec"));
  }
}
