package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a Service uses of the shared pools, and what it still wants. */
final class ServiceUse {

  private ServiceUse() {}

  /**
   * A node port the Service wants.
   *
   * @param holder the object that holds the number, in {@code field}
   * @param path as errors name it
   */
  record Want(ObjectNode holder, String field, String path) {

    /** 0 for any. */
    int port() {
      return holder.path(field).asInt(0);
    }

    void give(int port) {
      holder.put(field, port);
    }
  }

  /** Whether its type has an address and it does not decline one. */
  static boolean needsAddress(JsonNode service) {
    return !Tree.text(service, "/spec/type").equals("ExternalName")
        && !Tree.text(service, "/spec/clusterIP").equals("None");
  }

  /** The address it has or asks for. */
  static Optional<String> address(JsonNode service) {
    return Optional.of(Tree.text(service, "/spec/clusterIP"))
        .filter(address -> !address.isEmpty() && needsAddress(service));
  }

  static void setAddress(ObjectNode service, String address) {
    var spec = Tree.child(service, "spec");
    spec.put("clusterIP", address);
    spec.putArray("clusterIPs").add(address);
  }

  static boolean isKubernetes(JsonNode service) {
    return Tree.text(service, "/metadata/namespace").equals("default")
        && Tree.text(service, "/metadata/name").equals("kubernetes");
  }

  static Set<Integer> nodePorts(JsonNode service) {
    var ports = new HashSet<Integer>();
    for (var port : service.path("spec").path("ports")) {
      ports.add(port.path("nodePort").asInt(0));
    }
    ports.add(service.path("spec").path("healthCheckNodePort").asInt(0));
    ports.remove(0);
    return ports;
  }

  /** Explicit wishes first, so that none of them is given away to a port that takes any. */
  static List<Want> wantedPorts(ObjectNode service) {
    var spec = Tree.child(service, "spec");
    var type = Tree.text(spec, "/type");
    var any = new ArrayList<Want>();
    var wanted = new ArrayList<Want>();
    var allocates =
        type.equals("NodePort")
            || type.equals("LoadBalancer")
                && spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
    var ports = Tree.objects(spec, "ports");
    for (var i = 0; i < ports.size(); i++) {
      var want = new Want(ports.get(i), "nodePort", "spec.ports[%d].nodePort".formatted(i));
      if (want.port() != 0) {
        wanted.add(want);
      } else if (allocates) {
        any.add(want);
      }
    }
    var health = new Want(spec, "healthCheckNodePort", "spec.healthCheckNodePort");
    if (health.port() != 0) {
      wanted.add(health);
    } else if (type.equals("LoadBalancer")
        && Tree.text(spec, "/externalTrafficPolicy").equals("Local")) {
      any.add(health);
    }
    wanted.addAll(any);
    return wanted;
  }
}
