package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** apiextensions.k8s.io: the kind whose objects define others. */
public final class DefinitionKinds {

  private DefinitionKinds() {}

  public static List<ResourceType> all() {
    return List.of(
        ResourceType.clusterScoped(
                new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"),
                "CustomResourceDefinition",
                new CustomResourceDefinitionStrategy())
            .withShortNames("crd", "crds")
            .withCategories("api-extensions")
            .withSubresources("status"));
  }
}
