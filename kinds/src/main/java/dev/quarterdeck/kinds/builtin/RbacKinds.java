package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.rbac.RoleBindingStrategy;
import dev.quarterdeck.kinds.rbac.RoleStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** rbac.authorization.k8s.io/v1. */
final class RbacKinds {

  private RbacKinds() {}

  static List<ResourceType> all() {
    return List.of(
        cluster("clusterrolebindings", "ClusterRoleBinding", RoleBindingStrategy.ofCluster()),
        cluster("clusterroles", "ClusterRole", RoleStrategy.ofCluster()),
        namespaced("rolebindings", "RoleBinding", RoleBindingStrategy.ofNamespace()),
        namespaced("roles", "Role", RoleStrategy.ofNamespace()));
  }

  private static ResourceType cluster(String resource, String kind, Strategy strategy) {
    return ResourceType.clusterScoped(name(resource), kind, strategy).withoutGeneration();
  }

  private static ResourceType namespaced(String resource, String kind, Strategy strategy) {
    return ResourceType.namespaced(name(resource), kind, strategy).withoutGeneration();
  }

  private static GroupVersionResource name(String resource) {
    return new GroupVersionResource("rbac.authorization.k8s.io", "v1", resource);
  }
}
