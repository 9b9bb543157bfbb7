package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;

/** Advice on Services that are valid and yet not what their author means. */
final class ServiceWarnings {

  private static final String OLD_HINTS = "service.kubernetes.io/topology-aware-hints";

  private ServiceWarnings() {}

  static List<String> of(ObjectNode service, ObjectNode old) {
    var found = new AddressWarnings();
    var warnings = found.all();
    var spec = Field.root(service).get("spec");
    var headless = ServiceDefaults.headless(spec.node());
    if (service.path("metadata").path("annotations").has(OLD_HINTS)) {
      warnings.add(
          "annotation %s is deprecated, please use service.kubernetes.io/topology-mode instead"
              .formatted(OLD_HINTS));
    }
    if (!headless) {
      spec.get("clusterIPs").each(found::ip);
    } else if (spec.get("type").text().equals("ClusterIP")) {
      headless(spec, warnings);
    }
    spec.get("externalIPs").each(found::ip);
    externalIps(spec, headless, warnings);
    found.ip(spec.get("loadBalancerIP"));
    spec.get("loadBalancerSourceRanges").each(found::cidr);
    externalName(spec, warnings);
    if (spec.get("trafficDistribution").text().equals("PreferClose")) {
      warnings.add(
          "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
    return warnings;
  }

  private static void headless(Field spec, List<String> warnings) {
    if (spec.get("loadBalancerIP").present()) {
      warnings.add("spec.loadBalancerIP is ignored for headless services");
    }
    if (!spec.get("externalIPs").node().isEmpty()) {
      warnings.add("spec.externalIPs is ignored for headless services");
    }
    if (!spec.get("sessionAffinity").text().equals("None")) {
      warnings.add("spec.SessionAffinity is ignored for headless services");
    }
  }

  private static void externalIps(Field spec, boolean headless, List<String> warnings) {
    if (!spec.get("externalIPs").node().isEmpty()
        && !headless
        && !spec.get("type").text().equals("ExternalName")) {
      warnings.add(
          "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
  }

  private static void externalName(Field spec, List<String> warnings) {
    var isExternal = spec.get("type").text().equals("ExternalName");
    if (isExternal && !spec.get("externalIPs").node().isEmpty()) {
      warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!isExternal && spec.get("externalName").present()) {
      warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
  }

  /** Advice on the addresses a load balancer says; Kubernetes names the point, not its field. */
  static List<String> ofStatus(ObjectNode service, ObjectNode old) {
    return AddressWarnings.ofLoadBalancer(service);
  }
}
