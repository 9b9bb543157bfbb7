package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.Quantity;
import java.util.HashSet;
import java.util.List;

/** What a Node may say (ValidateNode, ValidateNodeUpdate). */
final class NodeRules {

  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private NodeRules() {}

  static void check(Field node) {
    taints(node.get("spec", "taints"));
    podCidrs(node.get("spec", "podCIDRs"));
    for (var list : List.of("capacity", "allocatable")) {
      node.get("status", list).entries().forEach(Quantity::notNegative);
    }
  }

  private static void taints(Field taints) {
    var seen = new HashSet<String>();
    for (var taint : taints.items()) {
      var key = taint.get("key");
      key.invalidFor(Names.qualified(key.text()));
      taint.get("value").invalidFor(Names.labelValue(taint.get("value").text()));
      taint.get("effect").oneOf(EFFECTS);
      if (!seen.add(key.text() + ":" + taint.get("effect").text())) {
        taint.duplicate();
      }
    }
  }

  private static void podCidrs(Field cidrs) {
    for (var cidr : cidrs.items()) {
      if (!Addresses.isCidr(cidr.text())) {
        cidr.invalid(Addresses.NOT_A_CIDR);
      }
    }
    if (cidrs.items().size() > 2) {
      cidrs.invalid("may specify no more than one CIDR for each IP family");
    }
  }

  static void checkUpdate(Field node, ObjectNode old) {
    for (var name : List.of("podCIDR", "podCIDRs", "providerID")) {
      var before = old.path("spec").path(name);
      if (set(before) && !before.equals(node.get("spec", name).node())) {
        node.get("spec", name)
            .forbidden(
                name.equals("podCIDRs") || name.equals("podCIDR")
                    ? "node updates may not change podCIDR except from \"\" to valid"
                    : "node updates may not change providerID except from \"\" to valid");
      }
    }
  }

  private static boolean set(JsonNode value) {
    return !Tree.absent(value) && !(value.isArray() && value.isEmpty());
  }
}
