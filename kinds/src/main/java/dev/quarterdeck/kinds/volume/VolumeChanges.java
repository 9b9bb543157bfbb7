package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What may change in a PersistentVolume (ValidatePersistentVolumeUpdate). */
final class VolumeChanges {

  /** Stable names of nodes' labels by their beta names. */
  private static final Map<String, String> STABLE =
      Map.of(
          "beta.kubernetes.io/arch", "kubernetes.io/arch",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone");

  private static final String LAST_TRANSITION = "lastPhaseTransitionTime";

  private VolumeChanges() {}

  static void prepareCreate(ObjectNode volume, WriteContext context) {
    volume
        .putObject("status")
        .put("phase", "Pending")
        .put(LAST_TRANSITION, context.now().toString());
  }

  /** A change of the phase is dated, unless the client dates it. */
  static void prepareUpdate(ObjectNode volume, ObjectNode old, WriteContext context) {
    var status = Tree.child(volume, "status");
    var before = old.path("status");
    if (context.isStatus()
        && !Tree.text(status, "/phase").equals(Tree.text(before, "/phase"))
        && Objects.equals(status.get(LAST_TRANSITION), before.get(LAST_TRANSITION))) {
      status.put(LAST_TRANSITION, context.now().toString());
    }
  }

  static void check(Field volume, ObjectNode old) {
    var spec = volume.get("spec");
    var before = Field.root(old).get("spec");
    if (!sameSource(spec, before)) {
      spec.named("spec.persistentvolumesource")
          .forbidden("spec.persistentvolumesource is immutable after creation");
    }
    spec.get("volumeMode").named("volumeMode").unchanged(before.get("volumeMode").node());
    var affinity = before.get("nodeAffinity");
    if (affinity.present()) {
      affinity(spec.get("nodeAffinity").named("nodeAffinity"), affinity.node());
    }
    var attributes = spec.get("volumeAttributesClassName");
    if (before.get("volumeAttributesClassName").present() && attributes.absent()) {
      attributes.forbidden("update from non-nil value to nil is forbidden");
    }
  }

  /** A requirement on a label's beta name may become one on its stable name. */
  private static void affinity(Field affinity, JsonNode old) {
    var renamed = old.deepCopy();
    var terms = "nodeSelectorTerms";
    for (var i = 0; i < renamed.at("/required/" + terms).size(); i++) {
      var term = affinity.get("required", terms).index(i);
      for (var list : List.of("matchExpressions", "matchFields")) {
        var before = Tree.objects(renamed.at("/required/" + terms).get(i), list);
        for (var j = 0; j < before.size(); j++) {
          var key = term.get(list).index(j).get("key").text();
          if (key.equals(STABLE.get(Tree.text(before.get(j), "/key")))) {
            before.get(j).put("key", key);
          }
        }
      }
    }
    if (!affinity.node().equals(renamed)) {
      affinity.invalid("field is immutable, except for updating from beta label to GA");
    }
  }

  /** The secret to grow a CSI volume with may be named later. */
  private static boolean sameSource(Field spec, Field before) {
    var names = new TreeSet<>(PersistentVolumeRules.sources(spec));
    names.addAll(PersistentVolumeRules.sources(before));
    for (var name : names) {
      var now = spec.get(name).node();
      var then = before.get(name).node();
      if (now instanceof ObjectNode csi
          && name.equals("csi")
          && !then.has("controllerExpandSecretRef")) {
        now = csi.deepCopy().without("controllerExpandSecretRef");
      }
      if (!now.equals(then)) {
        return false;
      }
    }
    return true;
  }
}
