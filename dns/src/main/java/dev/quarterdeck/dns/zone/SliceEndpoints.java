package dev.quarterdeck.dns.zone;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of one EndpointSlice shows in DNS.
 *
 * @param slice the slice's name
 */
record SliceEndpoints(String slice, List<Port> ports, List<Endpoint> endpoints) {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  /**
   * One address.
   *
   * @param hostname empty for an endpoint that is called by its address
   */
  record Endpoint(String address, String hostname, boolean ready) {

    /** Its label below the Service's name. */
    String label() {
      return hostname.isEmpty() ? AddressRecords.dashed(address) : hostname;
    }
  }

  /** The Service it belongs to; empty for a slice that names none. */
  static Optional<ObjectKey> service(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    return Optional.ofNullable(labels == null ? null : labels.get(SERVICE_NAME))
        .map(name -> new ObjectKey(slice.getMetadata().getNamespace(), name));
  }

  static SliceEndpoints of(EndpointSlice slice) {
    var endpoints = new ArrayList<Endpoint>();
    for (var endpoint : slice.getEndpoints()) {
      var conditions = endpoint.getConditions();
      var ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
      var hostname = endpoint.getHostname() == null ? "" : endpoint.getHostname();
      for (var address : endpoint.getAddresses()) {
        // A slice of type FQDN has names here, which DNS has no use for.
        if (AddressRecords.isValid(address)) {
          endpoints.add(new Endpoint(address, hostname, ready));
        }
      }
    }
    var ports =
        slice.getPorts().stream()
            .filter(port -> port.getPort() != null)
            .map(port -> Port.of(port.getName(), port.getProtocol(), port.getPort()))
            .toList();
    return new SliceEndpoints(slice.getMetadata().getName(), ports, List.copyOf(endpoints));
  }
}
