package dev.quarterdeck.apiserver.registry;

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

  /** Groups whose keys do not name them. All later ones, custom resources above all, do. */
  private static final Set<String> UNNAMED =
      Set.of(
          "",
          "admissionregistration.k8s.io",
          "apps",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "coordination.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "networking.k8s.io",
          "node.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  private StoreNames() {}

  static String of(GroupVersionResource resource) {
    var plain =
        UNNAMED.contains(resource.group())
            ? resource.resource()
            : resource.group() + "/" + resource.resource();
    return EXCEPTIONS.getOrDefault(resource.groupResource(), plain);
  }
}
