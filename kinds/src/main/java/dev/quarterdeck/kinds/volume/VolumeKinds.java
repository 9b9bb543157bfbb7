package dev.quarterdeck.kinds.volume;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.UNSET;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;

/** PersistentVolume and PersistentVolumeClaim (v1). */
public final class VolumeKinds {

  /** The older place of the class's name; it wins. */
  static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private VolumeKinds() {}

  public static Kind volume() {
    return Kind.cluster("v1", "persistentvolumes", "PersistentVolume")
        .shortNames("pv")
        .subresources(Subresource.STATUS)
        .withoutGeneration()
        .showsDeleted()
        .prepareCreate(VolumeChanges::prepareCreate)
        .prepareUpdate(VolumeChanges::prepareUpdate)
        .defaults(PersistentVolumeRules::applyDefaults)
        .rules(volume -> PersistentVolumeRules.check(volume.get("spec")))
        .updateRules((volume, old, context) -> VolumeChanges.check(volume, old))
        .warnings((volume, old) -> VolumeWarnings.ofVolume(volume))
        .selectable(SelectableFields.NAME)
        .columns(
            NAME,
            text("Capacity", "spec.capacity")
                .shows(v -> v.at("/spec/capacity/storage").asText("0")),
            text("Access Modes", "spec.accessModes")
                .shows(v -> AccessModeRules.shown(v.at("/spec/accessModes"))),
            text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
            text("Status", "status.phase").shows(VolumeKinds::phase),
            text("Claim", "spec.claimRef").shows(VolumeKinds::claim),
            storageClass("StorageClass of the pv"),
            attributesClass("VolumeAttributesClass of the pv"),
            text("Reason", "status.reason"),
            AGE,
            text("VolumeMode", "spec.volumeMode").orElse(UNSET).wide());
  }

  public static Kind claim() {
    return Kind.namespaced("v1", "persistentvolumeclaims", "PersistentVolumeClaim")
        .shortNames("pvc")
        .subresources(Subresource.STATUS)
        .withoutGeneration()
        .showsDeleted()
        .defaults(ClaimRules::alignSources)
        .rules(claim -> ClaimRules.check(claim.get("spec")))
        .updateRules(ClaimChanges::check)
        .warnings((claim, old) -> VolumeWarnings.ofClaim(claim))
        .selectable(SelectableFields.NAME)
        .columns(
            NAME,
            text("Status", "status.phase").shows(VolumeKinds::phase),
            text("Volume", "spec.volumeName"),
            text("Capacity", "status.capacity")
                .shows(c -> isNamed(c) ? c.at("/status/capacity/storage").asText("0") : ""),
            text("Access Modes", "status.accessModes")
                .shows(c -> isNamed(c) ? AccessModeRules.shown(c.at("/status/accessModes")) : ""),
            storageClass("StorageClass of the pvc"),
            attributesClass("VolumeAttributesClass of the pvc"),
            AGE,
            text("VolumeMode", "spec.volumeMode").orElse(UNSET).wide());
  }

  private static Column storageClass(String description) {
    return text("StorageClass")
        .about(description)
        .shows(
            o -> {
              var old = o.at("/metadata/annotations").path(CLASS_ANNOTATION);
              return old.asText(Tree.text(o, "/spec/storageClassName"));
            });
  }

  private static Column attributesClass(String description) {
    return text("VolumeAttributesClass", "spec.volumeAttributesClassName")
        .about(description)
        .orElse(UNSET);
  }

  private static String phase(JsonNode object) {
    return object.path("metadata").has("deletionTimestamp")
        ? "Terminating"
        : Tree.text(object, "/status/phase");
  }

  private static boolean isNamed(JsonNode claim) {
    return !Tree.text(claim, "/spec/volumeName").isEmpty();
  }

  private static String claim(JsonNode volume) {
    var claim = volume.at("/spec/claimRef");
    return claim.isObject() ? Tree.text(claim, "/namespace") + "/" + Tree.text(claim, "/name") : "";
  }
}
