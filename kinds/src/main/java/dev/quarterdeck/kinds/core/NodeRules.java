package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import java.util.HashSet;
import java.util.List;

/** What a Node may say (ValidateNode, ValidateNodeUpdate). */
final class NodeRules {

  private NodeRules() {}

  static void applyDefaults(ObjectNode node) {
    var spec = Tree.child(node, "spec");
    alignPodCidrs(spec);
    var status = Tree.child(node, "status");
    if (!status.has("allocatable") && status.get("capacity") instanceof ObjectNode capacity) {
      status.set("allocatable", capacity.deepCopy());
    }
  }

  /** {@code podCIDR} is the first of {@code podCIDRs}; whoever sets one means both. */
  private static void alignPodCidrs(ObjectNode spec) {
    var cidr = Tree.text(spec, "/podCIDR");
    var first = Tree.text(spec, "/podCIDRs/0");
    if (cidr.isEmpty() && !first.isEmpty()) {
      spec.put("podCIDR", first);
    } else if (!cidr.isEmpty() && first.isEmpty()) {
      spec.putArray("podCIDRs").add(cidr);
    }
  }

  static void check(Field node) {
    taints(node.get("spec", "taints"));
    var cidrs = node.get("spec", "podCIDRs");
    if (cidrs.node().size() > 2) {
      cidrs.invalid("may specify no more than one CIDR for each IP family");
    }
    for (var list : List.of("capacity", "allocatable")) {
      node.get("status", list).entries().forEach(QuantityRules::notNegative);
    }
  }

  private static void taints(Field taints) {
    var seen = new HashSet<String>();
    for (var taint : taints.items()) {
      var key = taint.get("key");
      key.invalidFor(Names.qualified(key.text()));
      if (!seen.add(key.text() + ":" + taint.get("effect").text())) {
        taint.duplicate();
      }
    }
  }

  static void checkUpdate(Field node, ObjectNode old) {
    for (var name : List.of("podCIDR", "podCIDRs", "providerID")) {
      var before = old.path("spec").path(name);
      if (isSet(before) && !before.equals(node.get("spec", name).node())) {
        node.get("spec", name)
            .forbidden(
                "node updates may not change %s except from \"\" to valid"
                    .formatted(name.equals("providerID") ? name : "podCIDR"));
      }
    }
  }

  private static boolean isSet(JsonNode value) {
    return !Tree.absent(value) && !(value.isArray() && value.isEmpty());
  }

  static List<String> warnings(ObjectNode node) {
    var spec = Field.root(node).get("spec");
    var warnings = new AddressWarnings();
    if (spec.get("configSource").present()) {
      warnings.all().add("spec.configSource: the feature is removed");
    }
    if (spec.get("externalID").present()) {
      warnings.all().add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    spec.get("podCIDRs").each(warnings::cidr);
    return warnings.all();
  }
}
