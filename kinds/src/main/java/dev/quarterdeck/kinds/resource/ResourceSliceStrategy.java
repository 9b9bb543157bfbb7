package dev.quarterdeck.kinds.resource;

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

/** ResourceSlice (resource.k8s.io/v1): a part of the devices a driver has in a pool. */
public final class ResourceSliceStrategy extends KindStrategy {

  private static final SelectableFields FIELDS =
      new SelectableFields("spec.nodeName", "spec.driver");

  public ResourceSliceStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    dateTaints(object, context);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    dateTaints(object, context);
  }

  /** A taint that does not say since when counts from now. */
  private static void dateTaints(ObjectNode object, WriteContext context) {
    for (var device : Tree.objects(object.path("spec"), "devices")) {
      for (var taint : Tree.objects(device, "taints")) {
        Tree.fill(taint, "timeAdded", context.now().toString());
      }
    }
  }

  @Override
  protected void rules(Field object) {
    SliceRules.check(object.get("spec"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec", "nodeName").unchanged(old.at("/spec/nodeName"));
    object.get("spec", "driver").unchanged(old.at("/spec/driver"));
    object.get("spec", "pool", "name").unchanged(old.at("/spec/pool/name"));
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Node", "The node the devices are on.", Columns.textAt("/spec/nodeName", "")),
        Columns.text("Driver", "The driver they belong to.", Columns.textAt("/spec/driver", "")),
        Columns.text("Pool", "The pool they are part of.", Columns.textAt("/spec/pool/name", "")),
        Column.AGE);
  }
}
