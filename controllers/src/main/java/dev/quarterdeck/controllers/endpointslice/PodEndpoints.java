package dev.quarterdeck.controllers.endpointslice;

import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the endpoint of one pod for one service. */
public final class PodEndpoints {

  private final Service service;
  private final Map<String, String> zones;

  /**
   * @param zones zone by node name, for the nodes that have one
   */
  public PodEndpoints(Service service, Map<String, String> zones) {
    this.service = service;
    this.zones = zones;
  }

  /** The pod's address of the family; empty when the pod is in no slice. */
  public static Optional<String> address(Pod pod, AddressType type) {
    if (PodFacts.isFinished(pod) || pod.getStatus() == null) {
      return Optional.empty();
    }
    var ips = pod.getStatus().getPodIPs().stream().map(PodIP::getIp);
    return Stream.concat(ips, Stream.ofNullable(pod.getStatus().getPodIP()))
        .filter(ip -> !ip.isEmpty() && type.holds(ip))
        .findFirst();
  }

  /** The pod's endpoint with this address. */
  public Endpoint endpoint(Pod pod, String address) {
    var serving = PodFacts.isReady(pod);
    var terminating = PodFacts.isTerminating(pod);
    var published = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    var node = PodFacts.isScheduled(pod) ? pod.getSpec().getNodeName() : null;
    var metadata = pod.getMetadata();
    return new EndpointBuilder()
        .withAddresses(address)
        .withNewConditions()
        .withReady(published || (serving && !terminating))
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .withNodeName(node)
        .withZone(node == null ? null : zones.get(node))
        .withHostname(hostname(pod))
        .withNewTargetRef()
        .withKind("Pod")
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .endTargetRef()
        .build();
  }

  /** Pods that name this service as their subdomain get a DNS name of their own. */
  private String hostname(Pod pod) {
    var hostname = pod.getSpec().getHostname();
    var inService = service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
    return inService && hostname != null && !hostname.isEmpty() ? hostname : null;
  }

  /** The service's ports as this pod has them; a name the pod lacks leaves its port out. */
  public List<EndpointPort> ports(Pod pod) {
    var ports = new ArrayList<EndpointPort>();
    for (var port : service.getSpec().getPorts()) {
      number(pod, port)
          .ifPresent(
              number ->
                  ports.add(
                      new EndpointPortBuilder()
                          .withName(port.getName() == null ? "" : port.getName())
                          .withProtocol(protocol(port.getProtocol()))
                          .withPort(number)
                          .withAppProtocol(port.getAppProtocol())
                          .build()));
    }
    ports.sort(Comparator.comparing(EndpointPort::getName));
    return List.copyOf(ports);
  }

  private static Optional<Integer> number(Pod pod, ServicePort port) {
    var target = port.getTargetPort();
    if (target == null) {
      return Optional.ofNullable(port.getPort());
    }
    if (target.getStrVal() == null) {
      var number = target.getIntVal();
      return number == null || number == 0
          ? Optional.ofNullable(port.getPort())
          : Optional.of(number);
    }
    return Stream.concat(
            pod.getSpec().getContainers().stream(),
            pod.getSpec().getInitContainers().stream().filter(PodContainers::isSidecar))
        .flatMap(container -> container.getPorts().stream())
        .filter(p -> target.getStrVal().equals(p.getName()))
        .filter(p -> protocol(p.getProtocol()).equals(protocol(port.getProtocol())))
        .map(p -> p.getContainerPort())
        .findFirst();
  }

  private static String protocol(String protocol) {
    return protocol == null || protocol.isEmpty() ? "TCP" : protocol;
  }
}
