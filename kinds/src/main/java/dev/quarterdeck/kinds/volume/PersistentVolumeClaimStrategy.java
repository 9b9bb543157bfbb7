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

/** PersistentVolumeClaim (core/v1). */
public final class PersistentVolumeClaimStrategy extends KindStrategy {

  public PersistentVolumeClaimStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status").put("phase", "Pending");
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = Tree.child(object, "spec");
    ClaimRules.applyDefaults(spec);
    alignSources(spec);
    Tree.fill(Tree.child(object, "status"), "phase", "Pending");
  }

  /** {@code dataSource} is the older field; who sets one of them means both. */
  private static void alignSources(ObjectNode spec) {
    var source = spec.get("dataSource");
    var reference = spec.get("dataSourceRef");
    if (!Tree.absent(source) && Tree.absent(reference)) {
      spec.set("dataSourceRef", source.deepCopy());
    } else if (!Tree.absent(reference)
        && Tree.absent(source)
        && Tree.absent(reference.get("namespace"))) {
      spec.set("dataSource", reference.deepCopy());
    }
  }

  @Override
  protected void rules(Field object) {
    ClaimRules.check(object.get("spec"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    if (!context.isStatus()) {
      ClaimChanges.check(object, old);
    }
  }

  @Override
  public SelectableFields selectableFields() {
    return SelectableFields.NAME;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Status", "Whether it is bound.", (c, now) -> VolumeCells.phase(c)),
        Columns.text("Volume", "The volume it has.", Columns.textAt("/spec/volumeName", "")),
        Columns.text(
            "Capacity",
            "The volume's size.",
            (c, now) -> isNamed(c) ? c.at("/status/capacity/storage").asText("0") : ""),
        Columns.text(
            "Access Modes",
            "How the volume may be mounted.",
            (c, now) -> isNamed(c) ? AccessModeRules.shown(c.at("/status/accessModes")) : ""),
        Columns.text("StorageClass", "Its class.", (c, now) -> VolumeCells.storageClass(c)),
        VolumeCells.ATTRIBUTES_CLASS,
        Column.AGE,
        VolumeCells.MODE);
  }

  private static boolean isNamed(JsonNode claim) {
    return !Tree.text(claim, "/spec/volumeName").isEmpty();
  }
}
