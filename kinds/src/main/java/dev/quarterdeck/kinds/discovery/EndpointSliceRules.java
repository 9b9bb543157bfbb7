package dev.quarterdeck.kinds.discovery;

import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;

/** What an EndpointSlice may say (ValidateEndpointSlice). */
final class EndpointSliceRules {

  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORTS = 20_000;
  private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private EndpointSliceRules() {}

  static void check(Field slice) {
    var type = slice.get("addressType");
    type.oneOf(TYPES);
    slice.get("endpoints").atMost(MAX_ENDPOINTS);
    for (var endpoint : slice.get("endpoints").items()) {
      endpoint(endpoint, type.text());
    }
    slice.get("ports").atMost(MAX_PORTS);
    var names = new HashSet<String>();
    for (var port : slice.get("ports").items()) {
      port(port, names);
    }
  }

  private static void endpoint(Field endpoint, String type) {
    var addresses = endpoint.get("addresses");
    if (addresses.items().isEmpty()) {
      addresses.required("must contain at least 1 address");
    }
    addresses.atMost(MAX_ADDRESSES);
    addresses.items().forEach(address -> address(address, type));
    var node = endpoint.get("nodeName");
    if (node.present()) {
      node.invalidFor(Names.dns1123Subdomain(node.text()));
    }
    var hostname = endpoint.get("hostname");
    if (hostname.present()) {
      hostname.invalidFor(Names.dns1123Label(hostname.text()));
    }
  }

  private static void address(Field address, String type) {
    var text = address.text();
    switch (type) {
      case "IPv4" -> {
        if (!Addresses.isIpv4(text)) {
          address.invalid("must be a valid IPv4 address");
        }
      }
      case "IPv6" -> {
        if (!Addresses.isIp(text) || Addresses.isIpv4(text)) {
          address.invalid("must be a valid IPv6 address");
        }
      }
      default -> address.invalidFor(Names.dns1123Subdomain(text));
    }
  }

  private static void port(Field port, HashSet<String> names) {
    var name = port.get("name");
    if (name.present()) {
      name.invalidFor(Names.dns1123Label(name.text()));
    }
    if (!names.add(name.text())) {
      name.duplicate();
    }
    port.get("protocol").oneOf(PROTOCOLS);
    if (port.get("port").present()) {
      port.get("port").invalidFor(Names.portNumber(port.get("port").number()));
    }
    var application = port.get("appProtocol");
    if (application.present()) {
      application.invalidFor(Names.qualified(application.text()));
    }
  }
}
