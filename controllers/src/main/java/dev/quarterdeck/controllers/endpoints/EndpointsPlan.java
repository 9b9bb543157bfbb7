package dev.quarterdeck.controllers.endpoints;

import dev.quarterdeck.controllers.endpointslice.AddressType;
import dev.quarterdeck.controllers.endpointslice.PodEndpoints;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what the Endpoints of a service with a selector say. */
final class EndpointsPlan {

  static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  static final String MANAGER = "endpoint-controller";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private EndpointsPlan() {}

  /**
   * The object to write.
   *
   * @param pods those the selector matches
   * @param present the object there is
   * @return empty when {@code present} says it already
   */
  static Optional<Endpoints> next(
      Service service, Collection<Pod> pods, Optional<Endpoints> present) {
    var all = EndpointSubsets.canonical(subsets(service, pods));
    var subsets = EndpointSubsets.truncated(all);
    var annotations = new LinkedHashMap<String, String>();
    present.map(e -> e.getMetadata().getAnnotations()).ifPresent(annotations::putAll);
    if (EndpointSubsets.isOverCapacity(all)) {
      annotations.put(OVER_CAPACITY, "truncated");
    } else {
      annotations.remove(OVER_CAPACITY);
    }
    var labels = labels(service);
    if (present.isPresent() && says(present.get(), subsets, labels, annotations)) {
      return Optional.empty();
    }
    return Optional.of(
        new EndpointsBuilder()
            .withNewMetadata()
            .withNamespace(service.getMetadata().getNamespace())
            .withName(service.getMetadata().getName())
            .withLabels(labels)
            .withAnnotations(annotations)
            .endMetadata()
            .withSubsets(subsets)
            .build());
  }

  private static boolean says(
      Endpoints present,
      List<EndpointSubset> subsets,
      Map<String, String> labels,
      Map<String, String> annotations) {
    return EndpointSubsets.canonical(present.getSubsets()).equals(subsets)
        && labels.equals(orEmpty(present.getMetadata().getLabels()))
        && annotations.equals(orEmpty(present.getMetadata().getAnnotations()));
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static List<EndpointSubset> subsets(Service service, Collection<Pod> pods) {
    var source = new PodEndpoints(service, Map.of());
    var type = AddressType.of(service).getFirst();
    var published = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    var subsets = new ArrayList<EndpointSubset>();
    for (var pod : pods) {
      var ip = PodEndpoints.address(pod, type);
      var ports = source.ports(pod).stream().map(EndpointsPlan::port).toList();
      // A pod without the named port of any of the service's ports serves nothing.
      var serves = !ports.isEmpty() || service.getSpec().getPorts().isEmpty();
      if (ip.isEmpty() || !serves) {
        continue;
      }
      var endpoint = source.endpoint(pod, ip.get());
      if (endpoint.getConditions().getTerminating() && !published) {
        continue;
      }
      subsets.add(subset(endpoint, ports));
    }
    return subsets;
  }

  private static EndpointSubset subset(Endpoint endpoint, List<EndpointPort> ports) {
    var subset = new EndpointSubsetBuilder().withPorts(ports);
    return endpoint.getConditions().getReady()
        ? subset.withAddresses(address(endpoint)).build()
        : subset.withNotReadyAddresses(address(endpoint)).build();
  }

  private static EndpointAddress address(Endpoint endpoint) {
    return new EndpointAddressBuilder()
        .withIp(endpoint.getAddresses().getFirst())
        .withNodeName(endpoint.getNodeName())
        .withHostname(endpoint.getHostname())
        .withTargetRef(endpoint.getTargetRef())
        .build();
  }

  private static EndpointPort port(io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort port) {
    return new EndpointPortBuilder()
        .withName(port.getName().isEmpty() ? null : port.getName())
        .withPort(port.getPort())
        .withProtocol(port.getProtocol())
        .withAppProtocol(port.getAppProtocol())
        .build();
  }

  private static Map<String, String> labels(Service service) {
    var labels = new LinkedHashMap<String, String>(orEmpty(service.getMetadata().getLabels()));
    labels.remove(HEADLESS);
    var ip = service.getSpec().getClusterIP();
    if (ip == null || ip.isEmpty() || ip.equals("None")) {
      labels.put(HEADLESS, "");
    }
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }
}
