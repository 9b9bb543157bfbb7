package dev.quarterdeck.dns.zone;

import dev.quarterdeck.dns.zone.SliceEndpoints.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * The endpoints of one Service, from all its slices.
 *
 * @param unreadyToo whether those that are not ready count
 */
record EndpointRecords(List<SliceEndpoints> slices, boolean unreadyToo) {

  /** One port of one endpoint. */
  record Location(Endpoint endpoint, Port port) {}

  private boolean counts(Endpoint endpoint) {
    return unreadyToo || endpoint.ready();
  }

  boolean none() {
    for (var slice : slices) {
      for (var endpoint : slice.endpoints()) {
        if (counts(endpoint)) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Endpoint> those(Predicate<Endpoint> which) {
    var found = new ArrayList<Endpoint>();
    for (var slice : slices) {
      for (var endpoint : slice.endpoints()) {
        if (counts(endpoint) && which.test(endpoint)) {
          found.add(endpoint);
        }
      }
    }
    return found;
  }

  List<String> addresses() {
    return addresses(those(_ -> true));
  }

  private static List<String> addresses(List<Endpoint> endpoints) {
    var addresses = new LinkedHashSet<String>();
    endpoints.forEach(endpoint -> addresses.add(endpoint.address()));
    return List.copyOf(addresses);
  }

  /** Addresses of the endpoints that the label names, by hostname or by address. */
  List<String> addresses(String label) {
    var key = AddressRecords.undashed(label).map(AddressRecords::key).orElse("");
    return addresses(
        those(
            endpoint ->
                endpoint.hostname().isEmpty()
                    ? AddressRecords.key(endpoint.address()).equals(key)
                    : endpoint.hostname().equals(label)));
  }

  /**
   * Labels of the endpoints with that address.
   *
   * @param addressKey as {@link AddressRecords#key} makes it
   */
  List<String> labels(String addressKey) {
    return those(endpoint -> AddressRecords.key(endpoint.address()).equals(addressKey)).stream()
        .map(Endpoint::label)
        .distinct()
        .toList();
  }

  List<Port> ports() {
    return slices.stream().flatMap(slice -> slice.ports().stream()).distinct().toList();
  }

  /** Where those ports are. */
  List<Location> at(List<Port> ports) {
    var found = new LinkedHashSet<Location>();
    for (var slice : slices) {
      for (var port : slice.ports()) {
        if (ports.contains(port)) {
          slice.endpoints().stream()
              .filter(this::counts)
              .forEach(endpoint -> found.add(new Location(endpoint, port)));
        }
      }
    }
    return List.copyOf(found);
  }
}
