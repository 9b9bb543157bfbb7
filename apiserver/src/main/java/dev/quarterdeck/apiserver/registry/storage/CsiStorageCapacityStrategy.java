package dev.quarterdeck.apiserver.registry.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.Columns;
import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.KindStrategy;
import dev.quarterdeck.apiserver.registry.Names;
import dev.quarterdeck.apiserver.registry.Quantity;
import dev.quarterdeck.apiserver.registry.SelectorRules;
import dev.quarterdeck.apiserver.registry.WriteContext;
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
