package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.node.RuntimeClassStrategy;
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
