package dev.quarterdeck.kinds.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an EndpointSlice may say (ValidateEndpointSlice). */
final class EndpointSliceRules {

  /** Who writes slices in order, and many. */
  private static final Set<String> CONTROLLERS =
      Set.of("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io");

  private EndpointSliceRules() {}

  static void check(Field slice) {
    var type = slice.get("addressType").text();
    slice.get("endpoints").each(endpoint -> endpoint(endpoint, type));
    var names = new HashSet<String>();
    for (var port : slice.get("ports").items()) {
      if (!names.add(port.get("name").text())) {
        port.get("name").duplicate();
      }
    }
  }

  private static void endpoint(Field endpoint, String type) {
    var addresses = endpoint.get("addresses");
    if (addresses.node().isEmpty()) {
      addresses.required("must contain at least 1 address");
    }
    addresses.each(address -> address(address, type));
  }

  private static void address(Field address, String type) {
    var text = address.text();
    switch (type) {
      case "IPv4" -> {
        if (!IpRules.isIpv4(text)) {
          address.invalid("must be a valid IPv4 address");
        }
      }
      case "IPv6" -> {
        if (!IpRules.isIp(text) || IpRules.isIpv4(text)) {
          address.invalid("must be a valid IPv6 address");
        }
      }
      default -> address.invalidFor(Names.dns1123Subdomain(text));
    }
  }

  static List<String> warnings(ObjectNode object, ObjectNode old) {
    var slice = Field.root(object);
    var warnings = new AddressWarnings();
    if (old == null && slice.get("addressType").text().equals("FQDN")) {
      warnings.all().add("spec.addressType: FQDN endpoints are deprecated");
    }
    var writer = slice.get("metadata", "labels").key("endpointslice.kubernetes.io/managed-by");
    if (!CONTROLLERS.contains(writer.text())) {
      for (var endpoint : slice.get("endpoints").items()) {
        endpoint.get("addresses").each(warnings::ip);
      }
    }
    return warnings.all();
  }
}
