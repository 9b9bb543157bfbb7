package dev.quarterdeck.kinds.apps;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Subresource.SCALE;
import static dev.quarterdeck.kinds.Subresource.STATUS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.workload.ReplicaCounts;
import dev.quarterdeck.kinds.workload.WorkloadWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Locale;

/** apps/v1. */
public final class AppsKinds {

  private static final Column READY =
      text("Ready")
          .about("Number of the pod with ready state")
          .shows(Columns.ratio("status.readyReplicas", "spec.replicas"));

  private AppsKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(
        controllerRevision().type(),
        daemonSet().type(),
        deployment().type(),
        replicaSet().type(),
        statefulSet().type());
  }

  /** A frozen state of a StatefulSet or DaemonSet. */
  private static Kind controllerRevision() {
    return Kind.namespaced("apps/v1", "controllerrevisions", "ControllerRevision")
        .withoutGeneration()
        .rules(AppsKinds::hasData)
        .immutable("data")
        .columns(
            NAME,
            text("Controller").about("Controller of the object").shows(AppsKinds::controller),
            number("Revision", "revision").typed("string"),
            AGE);
  }

  private static void hasData(Field revision) {
    if (revision.get("data").absent()) {
      revision.get("data").required("data is mandatory");
    }
  }

  private static String controller(JsonNode revision) {
    for (var owner : revision.at("/metadata/ownerReferences")) {
      if (owner.path("controller").asBoolean(false)) {
        var kind = Tree.text(owner, "/kind").toLowerCase(Locale.ROOT);
        var group = Tree.text(owner, "/apiVersion").replaceAll("/.*", "");
        return "%s.%s/%s".formatted(kind, group, Tree.text(owner, "/name"));
      }
    }
    return Columns.NONE;
  }

  private static Kind daemonSet() {
    return workload("daemonsets", "DaemonSet", "ds")
        .subresources(STATUS)
        .defaults(DaemonSetRules::applyDefaults)
        .rules(daemonSet -> DaemonSetRules.check(daemonSet.get("spec")))
        .warnings(WorkloadWarnings::ofTemplate)
        .columns(
            NAME,
            number("Desired", "status.desiredNumberScheduled"),
            number("Current", "status.currentNumberScheduled"),
            number("Ready", "status.numberReady"),
            number("Up-to-date", "status.updatedNumberScheduled"),
            number("Available", "status.numberAvailable"),
            text("Node Selector", "spec.template.spec.nodeSelector")
                .shows(ds -> Columns.labels(ds.at("/spec/template/spec/nodeSelector"))),
            AGE)
        .columns(Columns.template("spec.template.spec"))
        .columns(Columns.selector("spec.selector"));
  }

  private static Kind deployment() {
    return workload("deployments", "Deployment", "deploy")
        .subresources(STATUS, SCALE)
        .desiredState("spec", "metadata.annotations") // the rollout's history lives in them
        .prepareUpdate(
            (deployment, old, context) -> {
              if (context.isStatus()) {
                Tree.restore(
                    Tree.child(deployment, "metadata"), Tree.child(old, "metadata"), "labels");
              }
            })
        .defaults(DeploymentRules::applyDefaults)
        .rules(deployment -> DeploymentRules.check(deployment.get("spec")))
        .columns(
            NAME,
            READY,
            number("Up-to-date", "status.updatedReplicas").typed("string"),
            number("Available", "status.availableReplicas").typed("string"),
            AGE)
        .columns(Columns.template("spec.template.spec"))
        .columns(Columns.selector("spec.selector"));
  }

  private static Kind replicaSet() {
    return workload("replicasets", "ReplicaSet", "rs")
        .subresources(STATUS, SCALE)
        .defaults(replicaSet -> PodTemplate.applyDefaults(Tree.child(replicaSet, "spec")))
        .rules(replicaSet -> DeploymentRules.template(replicaSet.get("spec")))
        .selectable(ReplicaCounts.SELECTABLE)
        .columns(ReplicaCounts.COLUMNS);
  }

  private static Kind statefulSet() {
    return workload("statefulsets", "StatefulSet", "sts")
        .subresources(STATUS, SCALE)
        .names(Names::dns1123Label)
        .defaults(StatefulSetRules::applyDefaults)
        .rules(statefulSet -> StatefulSetRules.check(statefulSet.get("spec")))
        .immutable() // all but a few fields of spec, in words of its own
        .createRules((set, context) -> StatefulSetRules.checkClaims(set.get("spec")))
        .updateRules((set, old, context) -> StatefulSetRules.checkUpdate(set, old))
        .warnings(StatefulSetRules::warnings)
        .columns(NAME, READY, AGE)
        .columns(Columns.template("spec.template.spec"));
  }

  private static Kind workload(String resource, String kind, String shortName) {
    return Kind.namespaced("apps/v1", resource, kind)
        .shortNames(shortName)
        .categories("all")
        .immutable("spec.selector")
        .warnings(WorkloadWarnings::named);
  }
}
