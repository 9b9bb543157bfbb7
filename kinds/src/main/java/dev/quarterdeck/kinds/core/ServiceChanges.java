package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * What an update of a Service keeps without saying so: addresses and node ports already given out
 * stay, and those its new type has no use for go.
 */
final class ServiceChanges {

  private ServiceChanges() {}

  static void prepare(ObjectNode service, ObjectNode old, WriteContext context) {
    if (context.isStatus()) {
      return;
    }
    var spec = Tree.child(service, "spec");
    ServiceDefaults.apply(spec);
    carryOver(spec, Tree.child(old, "spec"));
    if (!Tree.text(spec, "/type").equals("LoadBalancer")) {
      Tree.child(service, "status").putObject("loadBalancer");
    }
  }

  private static void carryOver(ObjectNode spec, ObjectNode old) {
    dropWhatTheTypeNoLongerHas(spec, old);
    if (ServiceDefaults.needsClusterIp(old) && ServiceDefaults.needsClusterIp(spec)) {
      keepClusterIps(spec, old);
    }
    if (ServiceDefaults.needsNodePorts(old) && ServiceDefaults.needsNodePorts(spec)) {
      keepNodePorts(spec, old);
    }
    if (ServiceDefaults.needsHealthCheckNodePort(old)
        && ServiceDefaults.needsHealthCheckNodePort(spec)) {
      Tree.fillNonZero(spec, "healthCheckNodePort", old.path("healthCheckNodePort").asLong(0));
    }
    alignClusterIps(spec);
  }

  /** {@code clusterIP} is the first of {@code clusterIPs}; whoever sets one means both. */
  static void alignClusterIps(ObjectNode spec) {
    var ip = Tree.text(spec, "/clusterIP");
    if (!ip.isEmpty() && spec.path("clusterIPs").isEmpty()) {
      spec.putArray("clusterIPs").add(ip);
    }
  }

  private static void keepClusterIps(ObjectNode spec, ObjectNode old) {
    var ip = Tree.text(spec, "/clusterIP");
    var oldIp = Tree.text(old, "/clusterIP");
    if (ip.isEmpty() && spec.path("clusterIPs").isEmpty()) {
      Tree.restore(spec, old, "clusterIP");
      Tree.restore(spec, old, "clusterIPs");
    } else if (ip.isEmpty()) {
      spec.put("clusterIP", spec.path("clusterIPs").path(0).asText());
    } else if (!ip.equals(oldIp) && spec.path("clusterIPs").equals(old.path("clusterIPs"))) {
      spec.putArray("clusterIPs").add(ip);
    }
  }

  private static void keepNodePorts(ObjectNode spec, ObjectNode old) {
    var byPort = new HashMap<String, JsonNode>();
    for (var port : Tree.objects(old, "ports")) {
      byPort.put(port.path("protocol").asText() + port.path("port").asText(), port);
    }
    var taken = new HashSet<Long>();
    Tree.objects(spec, "ports").forEach(p -> taken.add(p.path("nodePort").asLong(0)));
    for (var port : Tree.objects(spec, "ports")) {
      var before = byPort.get(port.path("protocol").asText() + port.path("port").asText());
      var nodePort = before == null ? 0 : before.path("nodePort").asLong(0);
      if (port.path("nodePort").asLong(0) == 0 && nodePort > 0 && taken.add(nodePort)) {
        Tree.put(port, "nodePort", nodePort);
      }
    }
  }

  private static void dropWhatTheTypeNoLongerHas(ObjectNode spec, ObjectNode old) {
    if (ServiceDefaults.needsClusterIp(old) && !ServiceDefaults.needsClusterIp(spec)) {
      for (var field : List.of("clusterIP", "clusterIPs")) {
        dropIfUnchanged(spec, old, field);
      }
      List.of("ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy").forEach(spec::remove);
    }
    if (ServiceDefaults.needsNodePorts(old) && !ServiceDefaults.needsNodePorts(spec)) {
      dropNodePorts(spec, old);
    }
    if (ServiceDefaults.needsHealthCheckNodePort(old)
        && !ServiceDefaults.needsHealthCheckNodePort(spec)) {
      dropIfUnchanged(spec, old, "healthCheckNodePort");
    }
    if (ServiceDefaults.externallyAccessible(old) && !ServiceDefaults.externallyAccessible(spec)) {
      dropIfUnchanged(spec, old, "externalTrafficPolicy");
    }
    if (isLoadBalancer(old) && !isLoadBalancer(spec)) {
      dropIfUnchanged(spec, old, "allocateLoadBalancerNodePorts");
      dropIfUnchanged(spec, old, "loadBalancerClass");
    }
  }

  /** As long as no port asks for a node port of its own, the old ones are leftovers. */
  private static void dropNodePorts(ObjectNode spec, ObjectNode old) {
    var before = new HashSet<Long>();
    Tree.objects(old, "ports").forEach(p -> before.add(p.path("nodePort").asLong(0)));
    var ports = Tree.objects(spec, "ports");
    if (ports.stream().allMatch(p -> before.contains(p.path("nodePort").asLong(0)))) {
      ports.forEach(p -> p.remove("nodePort"));
    }
  }

  private static boolean isLoadBalancer(JsonNode spec) {
    return Tree.text(spec, "/type").equals("LoadBalancer");
  }

  private static void dropIfUnchanged(ObjectNode spec, ObjectNode old, String field) {
    if (Objects.equals(spec.get(field), old.get(field))) {
      spec.remove(field);
    }
  }
}
