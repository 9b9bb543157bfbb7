package dev.quarterdeck.controllers.clusterdns;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which EndpointSlices the Service of the nodes' DNS servers should have: one of each family. */
final class ClusterDnsPlan {

  /** On a Service: its endpoints are nodes. On a node: it answers DNS itself. */
  static final String LABEL = "quarterdeck.dev/cluster-dns";

  static final String AGENT = "agent";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String MANAGER = "cluster-dns-controller.quarterdeck.dev";
  static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final String ZONE = "topology.kubernetes.io/zone";
  // A slice's limit. A cluster of more nodes has enough of them.
  private static final int MAX_ENDPOINTS = 1000;

  /** One write. */
  sealed interface Action {
    record Create(EndpointSlice slice) implements Action {}

    record Update(EndpointSlice before, EndpointSlice after) implements Action {}

    record Delete(EndpointSlice slice) implements Action {}
  }

  private ClusterDnsPlan() {}

  /** Whether an object is part of the nodes' DNS. */
  static boolean isAgents(HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    return labels != null && AGENT.equals(labels.get(LABEL));
  }

  /** Whether the slices of a Service are ours to make; those of one with a selector never are. */
  static boolean isOurs(Service service) {
    var selector = service.getSpec().getSelector();
    return isAgents(service) && (selector == null || selector.isEmpty());
  }

  private static boolean isOurs(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    return labels != null && MANAGER.equals(labels.get(MANAGED_BY));
  }

  /**
   * @param nodes all there are
   * @param existing slices of the Service, others' too
   */
  static List<Action> next(
      Service service, Collection<Node> nodes, Collection<EndpointSlice> existing) {
    var present = new HashMap<String, EndpointSlice>();
    existing.stream()
        .filter(ClusterDnsPlan::isOurs)
        .forEach(slice -> present.put(slice.getMetadata().getName(), slice));
    var actions = new ArrayList<Action>();
    if (isOurs(service)) {
      for (var type : List.of("IPv4", "IPv6")) {
        var wanted = slice(service, type, endpoints(nodes, type));
        var before = present.remove(wanted.getMetadata().getName());
        if (before == null) {
          if (!wanted.getEndpoints().isEmpty()) {
            actions.add(new Action.Create(wanted));
          }
        } else if (!before.getEndpoints().equals(wanted.getEndpoints())
            || !before.getPorts().equals(wanted.getPorts())) {
          actions.add(new Action.Update(before, wanted));
        }
      }
    }
    present.values().forEach(slice -> actions.add(new Action.Delete(slice)));
    return actions;
  }

  private static List<Endpoint> endpoints(Collection<Node> nodes, String type) {
    return nodes.stream()
        .filter(ClusterDnsPlan::isAgents)
        .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
        .flatMap(node -> address(node, type).map(ip -> endpoint(node, ip)).stream())
        .limit(MAX_ENDPOINTS)
        .toList();
  }

  private static Optional<String> address(Node node, String type) {
    if (node.getStatus() == null) {
      return Optional.empty();
    }
    return node.getStatus().getAddresses().stream()
        .filter(address -> address.getType().equals("InternalIP"))
        .map(address -> address.getAddress())
        .filter(address -> address.contains(":") == type.equals("IPv6"))
        .findFirst();
  }

  private static Endpoint endpoint(Node node, String address) {
    var ready = NodeFacts.isReady(node);
    var metadata = node.getMetadata();
    return new EndpointBuilder()
        .withAddresses(address)
        .withNewConditions()
        .withReady(ready)
        .withServing(ready)
        .withTerminating(metadata.getDeletionTimestamp() != null)
        .endConditions()
        .withNodeName(metadata.getName())
        .withZone(metadata.getLabels().get(ZONE))
        .withNewTargetRef()
        .withKind("Node")
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .endTargetRef()
        .build();
  }

  private static EndpointSlice slice(Service service, String type, List<Endpoint> endpoints) {
    var metadata = service.getMetadata();
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(metadata.getName() + "-nodes-" + type.toLowerCase(Locale.ROOT))
        .withNamespace(metadata.getNamespace())
        .withLabels(Map.of(SERVICE_NAME, metadata.getName(), MANAGED_BY, MANAGER))
        .withOwnerReferences(Owners.controllerReference(service))
        .endMetadata()
        .withAddressType(type)
        .withPorts(service.getSpec().getPorts().stream().map(ClusterDnsPlan::port).toList())
        .withEndpoints(endpoints)
        .build();
  }

  private static EndpointPort port(ServicePort port) {
    var target = port.getTargetPort();
    var number = target == null ? null : target.getIntVal();
    return new EndpointPortBuilder()
        .withName(Objects.requireNonNullElse(port.getName(), ""))
        .withProtocol(Objects.requireNonNullElse(port.getProtocol(), "TCP"))
        .withPort(number == null || number == 0 ? port.getPort() : number)
        .build();
  }
}
