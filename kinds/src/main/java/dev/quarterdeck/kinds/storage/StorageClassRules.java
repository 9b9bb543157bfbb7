package dev.quarterdeck.kinds.storage;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What classes of storage, their capacity and their attributes may say. */
final class StorageClassRules {

  private StorageClassRules() {}

  static void check(Field storageClass) {
    ParameterRules.provisioner(storageClass.get("provisioner"));
    ParameterRules.parameters(storageClass.get("parameters"));
    topologies(storageClass.get("allowedTopologies"));
  }

  private static void topologies(Field topologies) {
    var seen = new HashSet<Map<String, Set<String>>>();
    for (var term : topologies.items()) {
      var expressions = term.get("matchLabelExpressions");
      if (!seen.add(term(expressions))) {
        expressions.duplicate("");
      }
    }
  }

  private static Map<String, Set<String>> term(Field expressions) {
    var term = new TreeMap<String, Set<String>>();
    for (var expression : expressions.items()) {
      var key = expression.get("key");
      key.invalidFor(Names.qualified(key.text()));
      var values = new HashSet<String>();
      for (var value : expression.get("values").items()) {
        if (!values.add(value.text())) {
          value.duplicate();
        }
      }
      if (values.isEmpty()) {
        expression.get("values").required("");
      }
      if (term.put(key.text(), values) != null) {
        key.duplicate();
      }
    }
    return term;
  }

  /** A CSIStorageCapacity. */
  static void checkCapacity(Field capacity) {
    var className = capacity.get("storageClassName");
    className.invalidFor(Names.dns1123Subdomain(className.text()));
  }

  /** A VolumeAttributesClass. */
  static void checkAttributes(Field attributes) {
    ParameterRules.provisioner(attributes.get("driverName"));
    var parameters = attributes.get("parameters");
    ParameterRules.parameters(parameters);
    if (parameters.node().isEmpty()) {
      parameters.required("must contain at least one key/value pair");
    }
  }
}
