package dev.quarterdeck.apiserver.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.connect.Target.Via;
import dev.quarterdeck.apiserver.request.ApiPath;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where the {@code proxy} subresource of nodes, pods and services leads: only to addresses that a
 * pod or a node can have ({@link ProxyableAddresses}).
 */
public final class ProxyTargets {

  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final Kubelets kubelets;
  private final RandomGenerator random;

  public ProxyTargets(Kubelets kubelets, RandomGenerator random) {
    this.kubelets = kubelets;
    this.random = random;
  }

  /**
   * @param uri what the target is asked for
   * @throws ApiFault NOT_FOUND, BAD_REQUEST, SERVICE_UNAVAILABLE
   */
  public Target of(VerbRequest request, String uri) {
    var resource = request.type().resource().resource();
    var name = ProxyName.parse(resource.substring(0, resource.length() - 1), request.name());
    return switch (resource) {
      case "nodes" -> node(name, uri);
      case "pods" -> pod(request, name, uri);
      case "services" -> service(request, name, uri);
      default -> throw ApiPath.notServed();
    };
  }

  /** The agent itself, unless another port of its host is named. */
  private Target node(ProxyName name, String uri) {
    var agent = kubelets.of(name.name());
    var itself = name.port().isEmpty() || name.portNumber() == agent.port();
    var port = itself ? agent.port() : name.portNumber();
    kubelets.addresses().requireNode(agent.host(), port);
    return new Target(itself ? Via.KUBELET : via(name), agent.host(), port, uri);
  }

  private Target pod(VerbRequest request, ProxyName name, String uri) {
    var pod = kubelets.pod(request.namespace(), name.name());
    var address = Tree.text(pod, "/status/podIP");
    var port = port(pod, name);
    kubelets.addresses().requirePod(address, port);
    return new Target(via(name), address, port, uri);
  }

  private static int port(ObjectNode pod, ProxyName name) {
    if (!name.port().isEmpty()) {
      return name.portNumber();
    }
    for (var container : Tree.objects(pod.path("spec"), "containers")) {
      if (!container.path("ports").isEmpty()) {
        return container.path("ports").path(0).path("containerPort").asInt();
      }
    }
    return name.tls() ? HTTPS : HTTP;
  }

  private static Via via(ProxyName name) {
    return name.tls() ? Via.TLS : Via.PLAIN;
  }

  private Target service(VerbRequest request, ProxyName name, String uri) {
    var service = kubelets.get("services", request.namespace(), name.name());
    var portName = portName(service.path("spec").path("ports"), name);
    var found = new ArrayList<Target>();
    var slices = slices(request.namespace(), name.name());
    for (var slice : slices) {
      port(slice.path("ports"), portName)
          .ifPresent(
              port -> {
                for (var address : addresses(slice, request.namespace(), port)) {
                  found.add(new Target(via(name), address, port, uri));
                }
              });
    }
    if (found.isEmpty()) {
      var asked = slices.isEmpty() ? name.name() : request.name(); // As Kubernetes words it.
      throw unavailable("no endpoints available for service \"%s\"".formatted(asked));
    }
    return found.get(random.nextInt(found.size()));
  }

  private List<ObjectNode> slices(String namespace, String service) {
    var scope =
        new Scope(
            namespace,
            LabelSelector.of(Map.of("kubernetes.io/service-name", service)),
            FieldSelector.EVERYTHING);
    return kubelets.caches().of(kubelets.type(SLICES)).list(scope, "", 0).objects().stream()
        .map(cached -> StoredJson.decode(cached.stored(), cached.revision()))
        .toList();
  }

  /** The ready endpoints that are pods of this namespace, under an address the pod has. */
  private List<String> addresses(ObjectNode slice, String namespace, int port) {
    var addresses = new ArrayList<String>();
    for (var endpoint : slice.path("endpoints")) {
      var address = endpoint.path("addresses").path(0).asText("");
      var target = endpoint.path("targetRef");
      if (endpoint.path("conditions").path("ready").asBoolean(true)
          && Tree.text(target, "/kind").equals("Pod")
          && kubelets.addresses().allowsPod(address, port)
          && hasAddress(namespace, Tree.text(target, "/name"), address)) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private boolean hasAddress(String namespace, String pod, String address) {
    return kubelets
        .caches()
        .of(kubelets.type(GroupVersionResource.core("pods")))
        .get(new ObjectKey(namespace, pod))
        .map(cached -> StoredJson.decode(cached.stored(), cached.revision()))
        .filter(
            found ->
                Tree.objects(found.path("status"), "podIPs").stream()
                    .anyMatch(ip -> Tree.text(ip, "/ip").equals(address)))
        .isPresent();
  }

  /** What endpoints call the port: a number is one of the Service's, anything else is its name. */
  private static String portName(JsonNode ports, ProxyName name) {
    if (!name.port().matches("[0-9]+")) {
      return name.port();
    }
    for (var port : ports) {
      if (name.port().equals(port.path("port").asText())) {
        return port.path("name").asText("");
      }
    }
    throw unavailable(
        "no service port %s found for service \"%s\"".formatted(name.port(), name.name()));
  }

  private static Optional<Integer> port(JsonNode ports, String name) {
    for (var port : ports) {
      if (port.path("name").asText("").equals(name) && port.path("port").asInt() > 0) {
        return Optional.of(port.path("port").asInt());
      }
    }
    return Optional.empty();
  }

  private static ApiFault unavailable(String why) {
    return new ApiFault(Reason.SERVICE_UNAVAILABLE, why);
  }
}
