package dev.quarterdeck.kinds.core;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import java.util.List;

/** Where a load balancer says a Service can be reached. */
final class LoadBalancerRules {

  private static final List<String> MODES = List.of("Proxy", "VIP");

  private LoadBalancerRules() {}

  static void check(Field loadBalancer, String serviceType) {
    if (!loadBalancer.get("ingress").node().isEmpty() && !serviceType.equals("LoadBalancer")) {
      loadBalancer.get("ingress").forbidden("may only be used when `spec.type` is LoadBalancer");
    }
    for (var ingress : loadBalancer.get("ingress").items()) {
      mode(ingress.get("ipMode"), ingress.get("ip").present());
      if (IpRules.isIp(ingress.get("hostname").text())) {
        ingress.get("hostname").invalid("must be a DNS name, not an IP address");
      }
    }
  }

  private static void mode(Field mode, boolean hasIp) {
    if (mode.present() && !hasIp) {
      mode.forbidden("may not be specified when `ip` is not set");
    } else {
      mode.noneBut(MODES);
    }
  }
}
