package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.networking.IngressClassStrategy;
import dev.quarterdeck.kinds.networking.IngressStrategy;
import dev.quarterdeck.kinds.networking.IpAddressStrategy;
import dev.quarterdeck.kinds.networking.NetworkPolicyStrategy;
import dev.quarterdeck.kinds.networking.ServiceCidrStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** networking.k8s.io/v1. */
final class NetworkingKinds {

  private NetworkingKinds() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.clusterScoped(
            name("ingressclasses"), "IngressClass", new IngressClassStrategy()),
        ResourceType.namespaced(name("ingresses"), "Ingress", new IngressStrategy())
            .withShortNames("ing")
            .withSubresources("status"),
        ResourceType.clusterScoped(name("ipaddresses"), "IPAddress", new IpAddressStrategy())
            .withShortNames("ip")
            .withoutGeneration(),
        ResourceType.namespaced(
                name("networkpolicies"), "NetworkPolicy", new NetworkPolicyStrategy())
            .withShortNames("netpol"),
        ResourceType.clusterScoped(name("servicecidrs"), "ServiceCIDR", new ServiceCidrStrategy())
            .withSubresources("status")
            .withoutGeneration());
  }

  private static GroupVersionResource name(String resource) {
    return new GroupVersionResource("networking.k8s.io", "v1", resource);
  }
}
