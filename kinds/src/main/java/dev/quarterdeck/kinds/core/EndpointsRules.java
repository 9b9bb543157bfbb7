package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** What Endpoints may say (ValidateEndpoints), and what tables show of them. */
final class EndpointsRules {

  private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final List<String> LISTS = List.of("addresses", "notReadyAddresses");

  private EndpointsRules() {}

  static void check(Field endpoints) {
    for (var subset : endpoints.get("subsets").items()) {
      if (LISTS.stream().allMatch(list -> subset.get(list).node().isEmpty())) {
        subset.required("must specify `addresses` or `notReadyAddresses`");
      }
      for (var list : LISTS) {
        for (var address : subset.get(list).items()) {
          address.get("ip").invalidFor(IpRules.ip(address.get("ip").text()));
        }
      }
      var ports = subset.get("ports").items();
      for (var port : ports) {
        if (ports.size() > 1) {
          port.get("name").needed();
        }
        port.get("port").invalidFor(Names.portNumber(port.get("port").number()));
      }
    }
  }

  /** Those that the controller writes are in order, and many. */
  static List<String> warnings(ObjectNode endpoints, ObjectNode old) {
    var warnings = new AddressWarnings();
    var labels = endpoints.path("metadata").path("labels");
    if (!labels.path(MANAGED_BY).asText("").equals("endpoint-controller")) {
      for (var subset : Field.root(endpoints).get("subsets").items()) {
        for (var list : LISTS) {
          subset.get(list).each(address -> warnings.ip(address.get("ip")));
        }
      }
    }
    return warnings.all();
  }

  /** Ready addresses with their ports. */
  static List<String> shown(JsonNode endpoints) {
    var found = new ArrayList<String>();
    for (var subset : Tree.objects(endpoints, "subsets")) {
      for (var address : Tree.objects(subset, "addresses")) {
        var ip = Tree.text(address, "/ip");
        if (subset.path("ports").isEmpty()) {
          found.add(ip);
        }
        subset.path("ports").forEach(port -> found.add(ip + ":" + port.path("port").asText()));
      }
    }
    return found;
  }
}
