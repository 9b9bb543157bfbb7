package dev.quarterdeck.machinery.schema.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Property;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Type;
import java.util.ArrayList;

/** Writes how a property is merged, for OpenAPI as extensions. */
final class MergeText {

  private MergeText() {}

  static void extensions(ObjectNode node, Property property) {
    var facts = property.facts();
    var strategies = new ArrayList<String>();
    for (var strategy : new String[] {"merge", "retainKeys", "replace"}) {
      if (facts.containsKey(strategy)) {
        strategies.add(strategy);
      }
    }
    if (!strategies.isEmpty()) {
      node.put("x-kubernetes-patch-strategy", String.join(",", strategies));
    }
    var mergeKey = mergeKey(property);
    if (!mergeKey.isEmpty()) {
      node.put("x-kubernetes-patch-merge-key", mergeKey);
    }
    var topology = topology(property);
    if (!topology.isEmpty()) {
      node.put(
          property.type() instanceof Type.MapOf || property.type() instanceof Type.Ref
              ? "x-kubernetes-map-type"
              : "x-kubernetes-list-type",
          topology);
    }
    if (facts.containsKey("map")) {
      var keys = node.putArray("x-kubernetes-list-map-keys");
      for (var key : facts.get("map").split(",")) {
        keys.add(key);
      }
    }
  }

  static String mergeKey(Property property) {
    var facts = property.facts();
    return facts.getOrDefault("merge", facts.getOrDefault("mergeKey", ""));
  }

  /** What is owned as one; empty when nothing is said. */
  static String topology(Property property) {
    for (var topology : new String[] {"atomic", "set", "map", "granular"}) {
      if (property.facts().containsKey(topology)) {
        return topology;
      }
    }
    return "";
  }
}
