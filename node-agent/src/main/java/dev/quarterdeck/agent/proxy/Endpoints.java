package dev.quarterdeck.agent.proxy;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Finds the endpoints of a service port in EndpointSlices. */
final class Endpoints {

  /** The address and port of an endpoint. */
  record Backend(String ip, int port) implements Comparable<Backend> {
    @Override
    public int compareTo(Backend other) {
      var byIp = ip.compareTo(other.ip);
      return byIp != 0 ? byIp : Integer.compare(port, other.port);
    }
  }

  private record Candidate(Backend backend, boolean ready, boolean usable, boolean local) {}

  private record PortKey(String service, String portName, String protocol) {}

  private final Map<PortKey, Map<Backend, Candidate>> candidates = new HashMap<>();
  private final String node;

  /**
   * @param node the name of the proxy's node
   */
  Endpoints(Collection<EndpointSlice> slices, String node) {
    this.node = node;
    slices.stream().filter(slice -> "IPv4".equals(slice.getAddressType())).forEach(this::read);
  }

  private void read(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    var name = labels == null ? null : labels.get("kubernetes.io/service-name");
    if (name == null) {
      return;
    }
    var service = slice.getMetadata().getNamespace() + "/" + name;
    for (var port : slice.getPorts()) {
      if (port.getPort() != null) {
        var protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP");
        var key =
            new PortKey(
                service,
                Objects.requireNonNullElse(port.getName(), ""),
                protocol.toLowerCase(Locale.ROOT));
        var known = candidates.computeIfAbsent(key, k -> new TreeMap<>());
        slice.getEndpoints().forEach(endpoint -> add(known, endpoint, port.getPort()));
      }
    }
  }

  private void add(Map<Backend, Candidate> known, Endpoint endpoint, int port) {
    if (endpoint.getAddresses().isEmpty()) {
      return;
    }
    var conditions = endpoint.getConditions();
    var ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
    var serving =
        conditions == null || conditions.getServing() == null ? ready : conditions.getServing();
    var terminating = conditions != null && Boolean.TRUE.equals(conditions.getTerminating());
    var backend = new Backend(endpoint.getAddresses().getFirst(), port);
    var next =
        new Candidate(backend, ready, serving && terminating, node.equals(endpoint.getNodeName()));
    // While one slice replaces another an endpoint may be in both: the better condition counts.
    known.merge(backend, next, (a, b) -> a.ready ? a : b);
  }

  /** All endpoints that accept connections. */
  List<Backend> anywhere(ServicePort port) {
    return choose(of(port));
  }

  /** The endpoints on this node that accept connections. */
  List<Backend> here(ServicePort port) {
    return choose(of(port).stream().filter(Candidate::local).toList());
  }

  /** The addresses of all endpoints on this node. */
  List<String> localAddresses() {
    return candidates.values().stream()
        .flatMap(known -> known.values().stream())
        .filter(Candidate::local)
        .map(candidate -> candidate.backend.ip)
        .distinct()
        .toList();
  }

  private Collection<Candidate> of(ServicePort port) {
    var key = new PortKey(port.service(), port.portName(), port.protocol());
    return candidates.getOrDefault(key, Map.of()).values();
  }

  /** The ready endpoints; if there is none, those that still serve while they terminate. */
  private static List<Backend> choose(Collection<Candidate> all) {
    var ready = new ArrayList<Backend>();
    var leaving = new ArrayList<Backend>();
    for (var candidate : all) {
      if (candidate.ready) {
        ready.add(candidate.backend);
      } else if (candidate.usable) {
        leaving.add(candidate.backend);
      }
    }
    return ready.isEmpty() ? leaving : ready;
  }
}
