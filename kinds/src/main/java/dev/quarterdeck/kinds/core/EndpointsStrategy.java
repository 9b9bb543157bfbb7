package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** Endpoints (core/v1): EndpointSlice has taken its place, but old clients still read it. */
public final class EndpointsStrategy extends KindStrategy {

  public EndpointsStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (var subset : Tree.objects(object, "subsets")) {
      Tree.objects(subset, "ports").forEach(port -> Tree.fill(port, "protocol", "TCP"));
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  protected void rules(Field object) {
    for (var subset : object.get("subsets").items()) {
      var ready = subset.get("addresses").items();
      var notReady = subset.get("notReadyAddresses").items();
      if (ready.isEmpty() && notReady.isEmpty()) {
        subset.required("must specify `addresses` or `notReadyAddresses`");
      }
      ready.forEach(EndpointsStrategy::address);
      notReady.forEach(EndpointsStrategy::address);
      var ports = subset.get("ports").items();
      ports.forEach(port -> port(port, ports.size() > 1));
    }
  }

  private static void address(Field address) {
    if (!Addresses.isIp(address.get("ip").text())) {
      address.get("ip").invalid(Addresses.NOT_AN_IP);
    }
  }

  private static void port(Field port, boolean named) {
    var name = port.get("name");
    if (named && name.absent()) {
      name.required("");
    } else if (name.present()) {
      name.invalidFor(Names.dns1123Label(name.text()));
    }
    port.get("port").invalidFor(Names.portNumber(port.get("port").number()));
    port.get("protocol").oneOf(List.of("SCTP", "TCP", "UDP"));
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return List.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Endpoints",
            "Addresses and ports that are ready.",
            (object, now) -> Columns.shortList(endpoints(object), Columns.NONE)),
        Column.AGE);
  }

  private static List<String> endpoints(JsonNode object) {
    var found = new ArrayList<String>();
    for (var subset : object.path("subsets")) {
      for (var address : subset.path("addresses")) {
        var ip = address.path("ip").asText();
        if (subset.path("ports").isEmpty()) {
          found.add(ip);
        }
        subset.path("ports").forEach(port -> found.add(ip + ":" + port.path("port").asText()));
      }
    }
    return found;
  }
}
