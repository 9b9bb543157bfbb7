package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.QuantityRules;

/** What may change in a PersistentVolumeClaim (ValidatePersistentVolumeClaimUpdate). */
final class ClaimChanges {

  private static final String ATTRIBUTES = "volumeAttributesClassName";

  private ClaimChanges() {}

  static void check(Field claim, ObjectNode old, WriteContext context) {
    if (context.isStatus()) {
      return;
    }
    var spec = claim.get("spec");
    var before = Tree.child(old.deepCopy(), "spec");
    var now = spec.node() instanceof ObjectNode object ? object.deepCopy() : before.objectNode();
    forgive(claim, old, now, before);
    if (!now.equals(before)) {
      spec.forbidden(
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims");
    }
    size(spec, old);
    attributes(spec, old);
  }

  /** Makes {@code now} equal to {@code before} where a change is allowed. */
  private static void forgive(Field claim, ObjectNode old, ObjectNode now, ObjectNode before) {
    if (Tree.absent(before.get("volumeName"))) { // the volume controller binds it, once
      Tree.restore(now, before, "volumeName");
    }
    var marked = old.path("metadata").path("annotations").has(VolumeKinds.CLASS_ANNOTATION);
    if (!before.has("storageClassName") && !marked) { // a default class that came later
      now.remove("storageClassName");
    }
    if (!claim.get("status", "phase").text().equals("Bound")) {
      return;
    }
    Tree.restore(now, before, ATTRIBUTES);
    if (now.path("resources").get("requests") instanceof ObjectNode requests
        && before.path("resources").get("requests") instanceof ObjectNode had) {
      Tree.restore(requests, had, "storage");
    }
  }

  /** A claim may shrink again after it could not grow, but not below what it has. */
  private static void size(Field spec, ObjectNode old) {
    var size = spec.get("resources", "requests", "storage");
    var had = old.at("/spec/resources/requests/storage");
    var there = old.at("/status/capacity/storage");
    if (QuantityRules.exceeds(had, size.node())
        && !there.isMissingNode()
        && !QuantityRules.exceeds(size.node(), there)) {
      size.forbidden("field can not be less than status.capacity");
    }
  }

  private static void attributes(Field spec, ObjectNode old) {
    var name = spec.get(ATTRIBUTES);
    if (old.path("status").has("currentVolumeAttributesClassName") && name.absent()) {
      var what = name.node().isTextual() ? "empty string" : "nil";
      name.forbidden(
          "update to %s is forbidden when status.currentVolumeAttributesClassName is not nil"
              .formatted(what));
    }
  }
}
