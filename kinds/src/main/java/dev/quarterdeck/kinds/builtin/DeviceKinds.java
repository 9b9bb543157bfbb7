package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.resource.DeviceClassStrategy;
import dev.quarterdeck.kinds.resource.ResourceClaimStrategy;
import dev.quarterdeck.kinds.resource.ResourceClaimTemplateStrategy;
import dev.quarterdeck.kinds.resource.ResourceSliceStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** resource.k8s.io: dynamic resource allocation. */
final class DeviceKinds {

  private DeviceKinds() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.clusterScoped(
            resource("deviceclasses"), "DeviceClass", new DeviceClassStrategy()),
        ResourceType.namespaced(
                resource("resourceclaims"), "ResourceClaim", new ResourceClaimStrategy())
            .withSubresources("status")
            .withoutGeneration(),
        ResourceType.namespaced(
                resource("resourceclaimtemplates"),
                "ResourceClaimTemplate",
                new ResourceClaimTemplateStrategy())
            .withoutGeneration(),
        ResourceType.clusterScoped(
            resource("resourceslices"), "ResourceSlice", new ResourceSliceStrategy()));
  }

  private static GroupVersionResource resource(String name) {
    return new GroupVersionResource("resource.k8s.io", "v1", name);
  }
}
