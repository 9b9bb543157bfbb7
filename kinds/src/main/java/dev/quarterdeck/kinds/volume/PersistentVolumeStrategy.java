package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** PersistentVolume (core/v1). */
public final class PersistentVolumeStrategy extends KindStrategy {

  private static final String LAST_TRANSITION = "lastPhaseTransitionTime";

  public PersistentVolumeStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object
        .putObject("status")
        .put("phase", "Pending")
        .put(LAST_TRANSITION, context.now().toString());
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    super.prepareForUpdate(object, old, context);
    var status = Tree.child(object, "status");
    var before = old.path("status");
    if (context.isStatus()
        && !Tree.text(status, "/phase").equals(Tree.text(before, "/phase"))
        && Objects.equals(status.get(LAST_TRANSITION), before.get(LAST_TRANSITION))) {
      status.put(LAST_TRANSITION, context.now().toString());
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = Tree.child(object, "spec");
    Tree.fill(spec, "persistentVolumeReclaimPolicy", "Retain");
    Tree.fill(spec, "volumeMode", "Filesystem");
    VolumeSourceDefaults.apply(spec);
    Tree.fill(Tree.child(object, "status"), "phase", "Pending");
  }

  @Override
  protected void rules(Field object) {
    PersistentVolumeRules.check(object.get("spec"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    var spec = object.get("spec");
    var before = Field.root(old).get("spec");
    if (!sameSource(spec, before)) {
      new Field(spec.node(), "spec.persistentvolumesource", object.errors())
          .forbidden("spec.persistentvolumesource is immutable after creation");
    }
    new Field(spec.get("volumeMode").node(), "volumeMode", object.errors())
        .unchanged(before.get("volumeMode").node());
    var affinity = before.get("nodeAffinity");
    if (affinity.present()) {
      new Field(spec.get("nodeAffinity").node(), "nodeAffinity", object.errors())
          .unchanged(affinity.node());
    }
    if (before.get("volumeAttributesClassName").present()
        && spec.get("volumeAttributesClassName").absent()) {
      spec.get("volumeAttributesClassName")
          .forbidden("update from non-nil value to nil is forbidden");
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

  @Override
  public SelectableFields selectableFields() {
    return SelectableFields.NAME;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Capacity", "Its size.", Columns.textAt("/spec/capacity/storage", "0")),
        Columns.text(
            "Access Modes",
            "How it may be mounted.",
            (v, now) -> AccessModeRules.shown(v.at("/spec/accessModes"))),
        Columns.text(
            "Reclaim Policy",
            "What becomes of it when it is released.",
            Columns.textAt("/spec/persistentVolumeReclaimPolicy", "")),
        Columns.text("Status", "Whether it is bound.", (v, now) -> VolumeCells.phase(v)),
        Columns.text("Claim", "The claim it is bound to.", (v, now) -> claim(v)),
        Columns.text("StorageClass", "Its class.", (v, now) -> VolumeCells.storageClass(v)),
        VolumeCells.ATTRIBUTES_CLASS,
        Columns.text("Reason", "Why it failed.", Columns.textAt("/status/reason", "")),
        Column.AGE,
        VolumeCells.MODE);
  }

  private static String claim(JsonNode volume) {
    var claim = volume.at("/spec/claimRef");
    return claim.isObject() ? Tree.text(claim, "/namespace") + "/" + Tree.text(claim, "/name") : "";
  }
}
