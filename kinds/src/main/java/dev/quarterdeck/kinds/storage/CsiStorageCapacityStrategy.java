package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.Quantity;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** CSIStorageCapacity (storage.k8s.io/v1): how much a class of storage has left somewhere. */
public final class CsiStorageCapacityStrategy extends KindStrategy {

  public CsiStorageCapacityStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    SelectorRules.check(object.get("nodeTopology"));
    var className = object.get("storageClassName");
    className.invalidFor(Names.dns1123Subdomain(className.text()));
    for (var name : List.of("capacity", "maximumVolumeSize")) {
      if (object.get(name).present()) {
        Quantity.notNegative(object.get(name));
      }
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    for (var name : List.of("nodeTopology", "storageClassName")) {
      object.get(name).unchanged(old.path(name));
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("StorageClassName", "Of what.", Columns.textAt("/storageClassName", "")),
        Columns.text("Capacity", "How much is left.", Columns.textAt("/capacity", Columns.UNSET)));
  }
}
