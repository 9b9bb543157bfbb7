package dev.quarterdeck.apiserver.registry.builtin;

import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.registry.node.RuntimeClassStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** node.k8s.io/v1. */
final class NodeKinds {

  private NodeKinds() {}

  static List<ResourceType> all() {
    var name = new GroupVersionResource("node.k8s.io", "v1", "runtimeclasses");
    return List.of(
        ResourceType.clusterScoped(name, "RuntimeClass", new RuntimeClassStrategy())
            .withoutGeneration());
  }
}
