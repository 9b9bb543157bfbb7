package dev.quarterdeck.apiserver.registry;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.Map;

/** Where Kubernetes' key layout differs from the resource's own name, for history's sake. */
final class StoreNames {

  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "nodes", "minions",
          "services", "services/specs",
          "endpoints", "services/endpoints",
          "replicationcontrollers", "controllers",
          "ingresses.networking.k8s.io", "ingress");

  private StoreNames() {}

  static String of(GroupVersionResource resource) {
    return EXCEPTIONS.getOrDefault(resource.groupResource(), resource.resource());
  }
}
