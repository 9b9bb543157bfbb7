package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;

/** The blocks of a ServiceCIDR (ValidateServiceCIDR, ValidateServiceCIDRUpdate). */
final class ServiceCidrRules {

  private ServiceCidrRules() {}

  static void check(Field cidrs) {
    if (cidrs.node().isEmpty()) {
      cidrs.required("at least one CIDR required");
      return;
    }
    if (cidrs.node().size() > 2) {
      cidrs.invalid("may only hold up to 2 values");
      return;
    }
    cidrs.each(cidr -> cidr.invalidFor(IpRules.canonicalCidr(cidr.text())));
    var both = Tree.texts(cidrs.node());
    if (both.size() == 2
        && both.stream().allMatch(IpRules::isCidr)
        && both.get(0).contains(":") == both.get(1).contains(":")) {
      cidrs.invalid(
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/64");
    }
  }

  /** What there is stays; a second family may come to the first. */
  static void checkUpdate(Field cidrs, JsonNode before) {
    var grows = before.size() == 1 && cidrs.node().size() == 2;
    if (!grows && before.size() != cidrs.node().size()) {
      cidrs.invalid("field is immutable");
      return;
    }
    for (var i = 0; i < before.size(); i++) {
      cidrs.index(i).unchanged(before.path(i));
    }
  }
}
