package dev.quarterdeck.apiserver.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The Endpoints and the EndpointSlice behind the Service {@code default/kubernetes}, as they should
 * be.
 *
 * @param addresses of all API servers
 * @param port on which they listen
 */
public record ServerEndpoints(SortedSet<String> addresses, int port) {

  private static final String NAME = "kubernetes";

  /**
   * Endpoints with these servers.
   *
   * @param existing stays as it is; null when there are none
   * @return empty when nothing is to be written
   */
  public Optional<ObjectNode> endpoints(ObjectNode existing) {
    var wanted = existing == null ? Json.object() : existing.deepCopy();
    // The slice is kept here; the mirroring controller must not make another.
    name(wanted)
        .withObjectProperty("labels")
        .put("endpointslice.kubernetes.io/skip-mirror", "true");
    wanted.remove("subsets");
    if (!addresses.isEmpty()) {
      var subset = wanted.putArray("subsets").addObject();
      var list = subset.putArray("addresses");
      addresses.forEach(address -> list.addObject().put("ip", address));
      subset.putArray("ports").add(portNode());
    }
    return changed(existing, wanted);
  }

  /** As {@link #endpoints}, the EndpointSlice. */
  public Optional<ObjectNode> slice(ObjectNode existing) {
    var wanted = existing == null ? Json.object() : existing.deepCopy();
    name(wanted).withObjectProperty("labels").put("kubernetes.io/service-name", NAME);
    var isIpv6 = !addresses.isEmpty() && addresses.first().contains(":");
    wanted.put("addressType", isIpv6 ? "IPv6" : "IPv4");
    var list = wanted.putArray("endpoints");
    for (var address : addresses) {
      var endpoint = list.addObject();
      endpoint.putArray("addresses").add(address);
      endpoint.putObject("conditions").put("ready", true);
    }
    wanted.putArray("ports").add(portNode());
    return changed(existing, wanted);
  }

  private static ObjectNode name(ObjectNode object) {
    return object.withObjectProperty("metadata").put("name", NAME).put("namespace", "default");
  }

  private ObjectNode portNode() {
    return Json.object().put("name", "https").put("port", port).put("protocol", "TCP");
  }

  private static Optional<ObjectNode> changed(ObjectNode existing, ObjectNode wanted) {
    return wanted.equals(existing) ? Optional.empty() : Optional.of(wanted);
  }
}
