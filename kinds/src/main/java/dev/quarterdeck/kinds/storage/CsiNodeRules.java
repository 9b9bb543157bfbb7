package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.volume.VolumeSourceRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;

/** What a CSINode may say (ValidateCSINode). */
final class CsiNodeRules {

  private static final int MAX_NODE_ID = 256;

  private CsiNodeRules() {}

  static void check(Field drivers) {
    drivers.each(CsiNodeRules::driver);
  }

  private static void driver(Field driver) {
    var name = driver.get("name");
    VolumeSourceRules.csiDriver(name);
    var id = driver.get("nodeID");
    if (id.text().length() > MAX_NODE_ID) {
      id.invalid("must be %d characters or less".formatted(MAX_NODE_ID));
    }
    var keys = new HashSet<String>();
    for (var key : driver.get("topologyKeys").items()) {
      if (!keys.add(key.text())) {
        driver.duplicate(key.text());
      }
      Names.qualified(key.text()).forEach(message -> driver.invalid(key.text(), message));
    }
  }

  /** A driver that stays keeps all but how much it can hold. */
  static void checkUpdate(Field drivers, JsonNode oldSpec) {
    for (var before : Tree.objects(oldSpec, "drivers")) {
      for (var driver : drivers.items()) {
        if (driver.node() instanceof ObjectNode now
            && Tree.text(now, "/name").equals(Tree.text(before, "/name"))
            && !identity(now).equals(identity(before))) {
          drivers.invalid(now, "field is immutable");
        }
      }
    }
  }

  private static ObjectNode identity(ObjectNode driver) {
    return driver.deepCopy().without("allocatable");
  }
}
