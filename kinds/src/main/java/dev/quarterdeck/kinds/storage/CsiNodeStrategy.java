package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.volume.VolumeSourceRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** CSINode (storage.k8s.io/v1): the CSI drivers a node has. */
public final class CsiNodeStrategy extends KindStrategy {

  private static final int MAX_NODE_ID = 256;

  public CsiNodeStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = Tree.child(object, "spec");
    if (Tree.absent(spec.get("drivers"))) {
      spec.putArray("drivers");
    }
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var names = new HashSet<String>();
    for (var driver : object.get("spec", "drivers").items()) {
      driver(driver, names);
    }
  }

  private static void driver(Field driver, Set<String> names) {
    var name = driver.get("name");
    VolumeSourceRules.csiDriver(name);
    if (!names.add(name.text())) {
      name.duplicate();
    }
    var id = driver.get("nodeID");
    if (id.absent()) {
      id.required("");
    } else if (id.text().length() > MAX_NODE_ID) {
      id.invalid("must be %d characters or less".formatted(MAX_NODE_ID));
    }
    driver.get("allocatable", "count").notNegative();
    var keys = new HashSet<String>();
    for (var key : driver.get("topologyKeys").items()) {
      if (!keys.add(key.text())) {
        driver.duplicate(key.text());
      }
      Names.qualified(key.text()).forEach(message -> driver.invalid(key.text(), message));
    }
  }

  /** A driver that stays keeps all but how much it can hold. */
  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    var drivers = object.get("spec", "drivers");
    for (var before : Tree.objects(old.path("spec"), "drivers")) {
      for (var now : Tree.objects(object.node().path("spec"), "drivers")) {
        if (Tree.text(now, "/name").equals(Tree.text(before, "/name"))
            && !identity(now).equals(identity(before))) {
          drivers.invalid(now, "field is immutable");
        }
      }
    }
  }

  private static ObjectNode identity(ObjectNode driver) {
    return driver.deepCopy().without("allocatable");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.number(
            "Drivers", "How many drivers there are.", (n, now) -> n.at("/spec/drivers").size()),
        Column.AGE);
  }
}
