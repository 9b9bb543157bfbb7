package dev.quarterdeck.controllers.endpointslice;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Distributes endpoints over slices. An endpoint stays in the slice it is in; new ones go first
 * into slices that change anyway, then into the fullest one that takes all the rest, and only then
 * into new slices. Slices are not merged: that would cost more writes than it saves.
 */
final class SlicePacking {

  /** Endpoints per slice, at most. */
  static final int CAPACITY = 100;

  /**
   * A slice as it should be.
   *
   * @param base the existing slice it comes from; empty for a new one
   */
  record Filled(Optional<EndpointSlice> base, List<EndpointPort> ports, List<Endpoint> endpoints) {}

  /** What makes two endpoints the same one in different states. */
  private record Identity(List<String> addresses, String hostname, String uid) {
    static Identity of(Endpoint endpoint) {
      var target = endpoint.getTargetRef();
      return new Identity(
          endpoint.getAddresses(), endpoint.getHostname(), target == null ? null : target.getUid());
    }
  }

  private final List<Filled> filled = new ArrayList<>();
  private final List<EndpointSlice> emptied = new ArrayList<>();

  /** Packs all endpoints that serve on {@code ports}; {@code slices} are those with these ports. */
  void pack(List<EndpointPort> ports, List<Endpoint> endpoints, List<EndpointSlice> slices) {
    var waiting = new LinkedHashMap<Identity, Endpoint>();
    endpoints.forEach(endpoint -> waiting.put(Identity.of(endpoint), endpoint));
    var kept = new ArrayList<Filled>();
    for (var slice : slices) {
      kept.add(new Filled(Optional.of(slice), ports, keep(slice, waiting)));
    }
    var rest = new ArrayList<>(waiting.values());
    kept.stream().filter(SlicePacking::hasChanged).forEach(slice -> fill(slice, rest));
    if (!rest.isEmpty() && rest.size() < CAPACITY) {
      fullestWithRoom(kept, rest.size()).ifPresent(slice -> fill(slice, rest));
    }
    while (!rest.isEmpty()) {
      var slice = new Filled(Optional.empty(), ports, new ArrayList<>());
      fill(slice, rest);
      filled.add(slice);
    }
    for (var slice : kept) {
      if (slice.endpoints().isEmpty()) {
        emptied.add(slice.base().orElseThrow());
      } else {
        filled.add(slice);
      }
    }
  }

  /** The slice's endpoints that are still wanted, in their new state and old order. */
  private static List<Endpoint> keep(EndpointSlice slice, Map<Identity, Endpoint> waiting) {
    var kept = new ArrayList<Endpoint>();
    for (var endpoint : slice.getEndpoints()) {
      var wanted = waiting.remove(Identity.of(endpoint));
      if (wanted != null) {
        kept.add(wanted.equals(endpoint) ? endpoint : wanted);
      }
    }
    return kept;
  }

  private static boolean hasChanged(Filled slice) {
    var before = slice.base().map(EndpointSlice::getEndpoints).orElse(List.of());
    return !Objects.equals(before, slice.endpoints());
  }

  private static void fill(Filled slice, List<Endpoint> rest) {
    while (!rest.isEmpty() && slice.endpoints().size() < CAPACITY) {
      slice.endpoints().add(rest.removeFirst());
    }
  }

  private static Optional<Filled> fullestWithRoom(List<Filled> slices, int room) {
    return slices.stream()
        .filter(slice -> slice.endpoints().size() + room <= CAPACITY)
        .max((a, b) -> Integer.compare(a.endpoints().size(), b.endpoints().size()));
  }

  /** Slices with at least one endpoint. */
  List<Filled> filled() {
    return filled;
  }

  /** Slices that have lost all their endpoints. */
  List<EndpointSlice> emptied() {
    return emptied;
  }
}
