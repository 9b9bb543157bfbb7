package dev.quarterdeck.kinds.discovery;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.List;

/** discovery.k8s.io/v1. */
public final class DiscoveryKinds {

  private DiscoveryKinds() {}

  public static List<ResourceType> all() {
    return List.of(endpointSlice().type());
  }

  private static Kind endpointSlice() {
    return Kind.namespaced("discovery.k8s.io/v1", "endpointslices", "EndpointSlice")
        .desiredState(
            "endpoints", "ports", "addressType", "metadata.labels", "metadata.annotations")
        .rules(EndpointSliceRules::check)
        .immutable("addressType")
        .warnings(EndpointSliceRules::warnings)
        .columns(
            NAME,
            text("AddressType", "addressType"),
            text("Ports", "ports").shows(s -> Columns.shortList(ports(s), Columns.UNSET)),
            text("Endpoints", "endpoints")
                .shows(s -> Columns.shortList(addresses(s), Columns.UNSET)),
            AGE);
  }

  private static List<String> ports(JsonNode slice) {
    return Tree.objects(slice, "ports").stream()
        .map(port -> port.path("port").asText(port.path("name").asText("*")))
        .toList();
  }

  private static List<String> addresses(JsonNode slice) {
    var addresses = new ArrayList<String>();
    for (var endpoint : slice.path("endpoints")) {
      addresses.addAll(Tree.texts(endpoint.path("addresses")));
    }
    return addresses;
  }
}
