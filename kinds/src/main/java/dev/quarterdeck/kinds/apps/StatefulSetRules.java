package dev.quarterdeck.kinds.apps;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.kinds.volume.ClaimRules;
import dev.quarterdeck.kinds.volume.VolumeWarnings;
import dev.quarterdeck.kinds.workload.WorkloadRules;
import dev.quarterdeck.kinds.workload.WorkloadWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** How the fields of a StatefulSet depend on each other (ValidateStatefulSetSpec). */
final class StatefulSetRules {

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

  private StatefulSetRules() {}

  static void applyDefaults(ObjectNode statefulSet) {
    var spec = child(statefulSet, "spec");
    var update = child(spec, "updateStrategy");
    if (Tree.text(update, "/type").equals("RollingUpdate")) {
      fill(child(update, "rollingUpdate"), "partition", 0);
    }
    PodTemplate.applyDefaults(spec);
  }

  static void check(Field spec) {
    var template = spec.get("template");
    WorkloadRules.selectorAndTemplate(spec, template.with(ofPod(spec.node())), "statefulset");
    WorkloadRules.runsForever(template.get("spec"), "StatefulSet");
    rollingUpdate(spec.get("updateStrategy"));
  }

  /**
   * The template as its pods have it: named by the controller, with a volume for each claim in
   * place of those of the same name.
   */
  private static JsonNode ofPod(JsonNode spec) {
    var template = spec.path("template").deepCopy();
    if (!(template.get("spec") instanceof ObjectNode podSpec)) {
      return template;
    }
    podSpec.remove(List.of("hostname", "subdomain"));
    var claims = Tree.objects(spec, "volumeClaimTemplates");
    if (!claims.isEmpty()) {
      var volumes = Tree.objects(podSpec, "volumes");
      var all = podSpec.putArray("volumes");
      var names = new HashSet<String>();
      for (var claim : claims) {
        var name = Tree.text(claim, "/metadata/name");
        names.add(name);
        all.addObject().put("name", name).putObject("persistentVolumeClaim").put("claimName", name);
      }
      volumes.stream().filter(v -> !names.contains(Tree.text(v, "/name"))).forEach(all::add);
    }
    return template;
  }

  private static void rollingUpdate(Field strategy) {
    var rolling = strategy.get("rollingUpdate");
    if (strategy.get("type").text().equals("OnDelete") && rolling.given()) {
      rolling.invalid("only allowed for updateStrategy 'RollingUpdate'");
    }
    var unavailable = rolling.get("maxUnavailable");
    if (unavailable.present() && IntOrPercent.number(unavailable.node()) == 0) {
      unavailable.invalid("cannot be 0");
    }
    IntOrPercent.atMostAll(unavailable);
  }

  static void checkClaims(Field spec) {
    spec.get("volumeClaimTemplates").each(claim -> ClaimRules.check(claim.get("spec")));
  }

  static List<String> warnings(ObjectNode statefulSet, ObjectNode old) {
    var warnings = new ArrayList<>(WorkloadWarnings.ofTemplate(statefulSet, old));
    var spec = Field.root(statefulSet).get("spec");
    for (var claim : spec.get("volumeClaimTemplates").items()) {
      // Kubernetes names the claim of a new StatefulSet without its spec, and later with it.
      var path = claim.path() + (old == null ? "" : ".Spec");
      VolumeWarnings.ofClaimSpec(claim.get("spec").named(path), warnings);
    }
    if (spec.get("revisionHistoryLimit").number() < 0) {
      warnings.add(
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value"
              + " >= 0 is recommended");
    }
    return warnings;
  }

  static void checkUpdate(Field statefulSet, ObjectNode old) {
    var spec = statefulSet.get("spec");
    if (!fixed(spec.node().deepCopy()).equals(fixed(old.path("spec").deepCopy()))) {
      spec.forbidden(
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'revisionHistoryLimit',"
              + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
  }

  private static Object fixed(JsonNode spec) {
    return spec instanceof ObjectNode object ? object.remove(MUTABLE) : spec;
  }
}
