package dev.quarterdeck.kinds.core;

import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
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
      var ip = ingress.get("ip");
      if (ip.present() && !Addresses.isIp(ip.text())) {
        ip.invalid(Addresses.NOT_AN_IP);
      }
      mode(ingress.get("ipMode"), ip.present());
      var hostname = ingress.get("hostname");
      if (hostname.present()) {
        hostname.invalidFor(Names.dns1123Subdomain(hostname.text()));
        if (Addresses.isIp(hostname.text())) {
          hostname.invalid("must be a DNS name, not an IP address");
        }
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
