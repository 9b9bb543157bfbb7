package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;
import static dev.quarterdeck.machinery.Tree.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;

/** The defaults of a Service's spec. Idempotent. */
final class ServiceDefaults {

  /** Three hours, in seconds. */
  private static final int AFFINITY_TIMEOUT = 10_800;

  private ServiceDefaults() {}

  static void applyTo(ObjectNode service) {
    apply(child(service, "spec"));
    if (Tree.text(service, "/spec/type").equals("LoadBalancer")) {
      for (var ingress : objects(service.at("/status/loadBalancer"), "ingress")) {
        if (!Tree.text(ingress, "/ip").isEmpty()) {
          fill(ingress, "ipMode", "VIP");
        }
      }
    }
  }

  /**
   * Fills the type in as well: an update asks for it before the facts table's defaults are filled.
   */
  static void apply(ObjectNode spec) {
    fill(spec, "type", "ClusterIP");
    affinity(spec);
    objects(spec, "ports").forEach(ServiceDefaults::port);
    var type = Tree.text(spec, "/type");
    if (!type.equals("ExternalName")) {
      fill(spec, "internalTrafficPolicy", "Cluster");
      families(spec);
    }
    if (externallyAccessible(spec)) {
      fill(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      fill(spec, "allocateLoadBalancerNodePorts", true);
    }
  }

  private static void affinity(ObjectNode spec) {
    if (Tree.text(spec, "/sessionAffinity").equals("None")) {
      spec.remove("sessionAffinityConfig");
    } else if (Tree.text(spec, "/sessionAffinity").equals("ClientIP")) {
      var client = child(child(spec, "sessionAffinityConfig"), "clientIP");
      fill(client, "timeoutSeconds", AFFINITY_TIMEOUT);
    }
  }

  private static void port(ObjectNode port) {
    fill(port, "protocol", "TCP");
    var target = port.get("targetPort");
    if (Tree.absent(target) || target.isNumber() && target.asLong() == 0) {
      port.set("targetPort", port.path("port").isNumber() ? port.get("port") : port.numberNode(0));
    }
  }

  /** This cluster speaks IPv4; a headless Service without selector may name addresses of both. */
  private static void families(ObjectNode spec) {
    var selectorless = spec.path("selector").isEmpty() && headless(spec);
    fill(spec, "ipFamilyPolicy", selectorless ? "RequireDualStack" : "SingleStack");
    if (spec.path("ipFamilies").isEmpty()) {
      var families = spec.putArray("ipFamilies").add("IPv4");
      if (selectorless && Tree.text(spec, "/ipFamilyPolicy").equals("RequireDualStack")) {
        families.add("IPv6");
      }
    }
  }

  static boolean headless(JsonNode spec) {
    return Tree.text(spec, "/clusterIP").equals("None");
  }

  static boolean externallyAccessible(JsonNode spec) {
    return switch (Tree.text(spec, "/type")) {
      case "NodePort", "LoadBalancer" -> true;
      case "ClusterIP" -> !spec.path("externalIPs").isEmpty();
      default -> false;
    };
  }

  static boolean needsClusterIp(JsonNode spec) {
    return switch (Tree.text(spec, "/type")) {
      case "ClusterIP", "NodePort", "LoadBalancer" -> true;
      default -> false;
    };
  }

  static boolean needsNodePorts(JsonNode spec) {
    return switch (Tree.text(spec, "/type")) {
      case "NodePort" -> true;
      case "LoadBalancer" -> spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
      default -> false;
    };
  }

  static boolean needsHealthCheckNodePort(JsonNode spec) {
    return Tree.text(spec, "/type").equals("LoadBalancer")
        && Tree.text(spec, "/externalTrafficPolicy").equals("Local");
  }
}
