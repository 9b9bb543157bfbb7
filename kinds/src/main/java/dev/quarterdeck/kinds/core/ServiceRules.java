package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** What a Service may say (ValidateService, ValidateServiceUpdate). */
final class ServiceRules {

  private static final int MAX_AFFINITY_SECONDS = 86_400;
  private static final List<String> POLICIES = List.of("Cluster", "Local");

  private ServiceRules() {}

  static void check(Field service) {
    var spec = service.get("spec");
    clusterIps(spec);
    ServicePortRules.check(spec);
    affinity(spec);
    policies(spec);
    if (spec.get("type").text().equals("ExternalName")) {
      externalName(spec.get("externalName"));
    }
    LoadBalancerRules.check(service.get("status", "loadBalancer"), spec.get("type").text());
  }

  private static void externalName(Field name) {
    if (name.absent()) {
      name.required("");
    } else {
      var text = name.text();
      name.invalidFor(
          Names.dns1123Subdomain(text.endsWith(".") ? text.substring(0, text.length() - 1) : text));
    }
  }

  private static void clusterIps(Field spec) {
    var ips = spec.get("clusterIPs");
    var ip = spec.get("clusterIP");
    var type = spec.get("type").text();
    if (type.equals("ExternalName")) {
      if (ip.present() || !ips.items().isEmpty()) {
        ips.forbidden("may not be set for ExternalName services");
      }
      return;
    }
    if (ip.text().equals("None") && (type.equals("NodePort") || type.equals("LoadBalancer"))) {
      ips.index(0).invalid("None", "may not be set to 'None' for %s services".formatted(type));
    }
    if (!ips.items().isEmpty() && !ips.index(0).text().equals(ip.text())) {
      ips.invalid("first value must match `clusterIP`");
    }
    if (ips.items().size() > 2) {
      ips.invalid("may only hold up to 2 values");
    }
    for (var item : ips.items()) {
      if (!item.text().equals("None")) {
        item.invalidFor(IpRules.ip(item.text()));
      }
    }
  }

  private static void affinity(Field spec) {
    var config = spec.get("sessionAffinityConfig");
    if (spec.get("sessionAffinity").text().equals("None") && config.present()) {
      config.forbidden("must not be set when session affinity is None");
    }
    var timeout = config.get("clientIP", "timeoutSeconds");
    if (timeout.present() && (timeout.number() <= 0 || timeout.number() > MAX_AFFINITY_SECONDS)) {
      timeout.invalid("must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
    }
  }

  private static void policies(Field spec) {
    var external = spec.get("externalTrafficPolicy");
    if (external.present() && !ServiceDefaults.externallyAccessible(spec.node())) {
      external.invalid("may only be set for externally-accessible services");
    } else {
      external.noneBut(POLICIES);
    }
    var loadBalancer = spec.get("type").text().equals("LoadBalancer");
    for (var name : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
      if (spec.get(name).present() && !loadBalancer) {
        spec.get(name).forbidden("may only be used when `type` is 'LoadBalancer'");
      }
    }
    var health = spec.get("healthCheckNodePort");
    if (health.number() != 0 && !ServiceDefaults.needsHealthCheckNodePort(spec.node())) {
      health.invalid(
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    }
  }

  static void checkUpdate(Field spec, JsonNode old) {
    var sameUse =
        ServiceDefaults.needsClusterIp(old) && ServiceDefaults.needsClusterIp(spec.node());
    var oldIp = Tree.text(old, "/clusterIP");
    if (sameUse && !oldIp.isEmpty() && !spec.get("clusterIP").text().equals(oldIp)) {
      spec.get("clusterIPs")
          .index(0)
          .invalid(spec.get("clusterIPs").node(), "may not change once set");
    }
    var oldFamily = old.path("ipFamilies").path(0).asText("");
    var family = spec.get("ipFamilies").index(0);
    var headless = oldIp.equals("None") || spec.get("clusterIP").text().equals("None");
    if (sameUse && !headless && !oldFamily.isEmpty() && !family.text().equals(oldFamily)) {
      family.invalid("may not change once set");
    }
    var lbClass = spec.get("loadBalancerClass");
    if (Tree.text(old, "/type").equals("LoadBalancer")
        && spec.get("type").text().equals("LoadBalancer")
        && !lbClass.text().equals(Tree.text(old, "/loadBalancerClass"))) {
      lbClass.invalid("may not change once set");
    }
  }
}
