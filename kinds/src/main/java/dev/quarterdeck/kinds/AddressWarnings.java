package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import java.util.ArrayList;
import java.util.List;

/** Advice on addresses that are valid but not written as they should be. */
public final class AddressWarnings {

  private final List<String> warnings = new ArrayList<>();

  /** An IP address; none is fine. */
  public void ip(Field address) {
    if (address.present()) {
      IpRules.adviceOnIp(address.text()).forEach(advice -> add(address, advice));
    }
  }

  /** A block of addresses; none is fine. */
  public void cidr(Field block) {
    if (block.present()) {
      IpRules.adviceOnCidr(block.text()).forEach(advice -> add(block, advice));
    }
  }

  /** The addresses in {@code status.loadBalancer}, each named by its point of entry. */
  public static List<String> ofLoadBalancer(ObjectNode object) {
    var warnings = new AddressWarnings();
    for (var point : Field.root(object).get("status", "loadBalancer", "ingress").items()) {
      warnings.ip(point.with(point.node().path("ip")));
    }
    return warnings.all();
  }

  private void add(Field place, String advice) {
    warnings.add(place.path() + ": " + advice);
  }

  /** All that was found, in order. */
  public List<String> all() {
    return warnings;
  }
}
