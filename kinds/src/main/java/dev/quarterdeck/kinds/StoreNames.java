package dev.quarterdeck.kinds;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.Map;
import java.util.Set;

/** Where Kubernetes' key layout differs from the resource's own name, for history's sake. */
final class StoreNames {

  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "nodes", "minions",
          "services", "services/specs",
          "endpoints", "services/endpoints",
          "replicationcontrollers", "controllers",
          "ingresses.networking.k8s.io", "ingress");

  /** Groups of servers that were once processes of their own, and named their keys in full. */
  private static final Set<String> WITH_GROUP =
      Set.of("apiregistration.k8s.io", "apiextensions.k8s.io");

  private StoreNames() {}

  static String of(GroupVersionResource resource) {
    return WITH_GROUP.contains(resource.group())
        ? resource.group() + "/" + resource.resource()
        : EXCEPTIONS.getOrDefault(resource.groupResource(), resource.resource());
  }
}
