package dev.quarterdeck.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.NodeLabelWarnings;
import dev.quarterdeck.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;

/** Advice on the labels of nodes that classes of storage name. */
final class StorageWarnings {

  private StorageWarnings() {}

  static List<String> ofClass(ObjectNode storageClass) {
    var warnings = new ArrayList<String>();
    for (var topology : Field.root(storageClass).get("allowedTopologies").items()) {
      for (var expression : topology.get("matchLabelExpressions").items()) {
        var key = expression.get("key");
        NodeLabelWarnings.on(key.text())
            .ifPresent(advice -> warnings.add(key.path() + ": " + advice));
      }
    }
    return warnings;
  }

  static List<String> ofCapacity(ObjectNode capacity) {
    var warnings = new ArrayList<String>();
    var topology = Field.root(capacity).get("nodeTopology");
    for (var expression : topology.get("matchExpressions").items()) {
      NodeLabelWarnings.key(expression.get("key"), warnings);
    }
    for (var label : topology.get("matchLabels").keys()) {
      NodeLabelWarnings.on(label)
          .ifPresent(
              advice -> warnings.add(topology.get("matchLabels", label).path() + ": " + advice));
    }
    return warnings;
  }
}
