package dev.quarterdeck.kinds.builtin;

import static dev.quarterdeck.kinds.ResourceType.clusterScoped;
import static dev.quarterdeck.kinds.ResourceType.namespaced;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.storage.CsiDriverStrategy;
import dev.quarterdeck.kinds.storage.CsiNodeStrategy;
import dev.quarterdeck.kinds.storage.CsiStorageCapacityStrategy;
import dev.quarterdeck.kinds.storage.StorageClassStrategy;
import dev.quarterdeck.kinds.storage.VolumeAttachmentStrategy;
import dev.quarterdeck.kinds.storage.VolumeAttributesClassStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** storage.k8s.io/v1. */
final class StorageKinds {

  private StorageKinds() {}

  static List<ResourceType> all() {
    return List.of(
        clusterScoped(name("csidrivers"), "CSIDriver", new CsiDriverStrategy()),
        clusterScoped(name("csinodes"), "CSINode", new CsiNodeStrategy()).withoutGeneration(),
        namespaced(
                name("csistoragecapacities"),
                "CSIStorageCapacity",
                new CsiStorageCapacityStrategy())
            .withoutGeneration(),
        clusterScoped(name("storageclasses"), "StorageClass", new StorageClassStrategy())
            .withShortNames("sc")
            .withoutGeneration(),
        clusterScoped(name("volumeattachments"), "VolumeAttachment", new VolumeAttachmentStrategy())
            .withSubresources("status")
            .withoutGeneration(),
        clusterScoped(
                name("volumeattributesclasses"),
                "VolumeAttributesClass",
                new VolumeAttributesClassStrategy())
            .withShortNames("vac")
            .withoutGeneration());
  }

  private static GroupVersionResource name(String resource) {
    return new GroupVersionResource("storage.k8s.io", "v1", resource);
  }
}
