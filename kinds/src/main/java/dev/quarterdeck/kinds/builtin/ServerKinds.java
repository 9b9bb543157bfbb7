package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.apiregistration.ApiServiceStrategy;
import dev.quarterdeck.kinds.flowcontrol.FlowSchemaStrategy;
import dev.quarterdeck.kinds.flowcontrol.PriorityLevelStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** What steers the API server itself: apiregistration.k8s.io, flowcontrol.apiserver.k8s.io. */
final class ServerKinds {

  private static final String FLOWS = "flowcontrol.apiserver.k8s.io";

  private ServerKinds() {}

  static List<ResourceType> all() {
    return List.of(
        kind("apiregistration.k8s.io", "apiservices", "APIService", new ApiServiceStrategy())
            .withCategories("api-extensions")
            .withoutGeneration(),
        kind(FLOWS, "flowschemas", "FlowSchema", new FlowSchemaStrategy()),
        kind(
            FLOWS,
            "prioritylevelconfigurations",
            "PriorityLevelConfiguration",
            new PriorityLevelStrategy()));
  }

  private static ResourceType kind(String group, String resource, String kind, Strategy strategy) {
    var name = new GroupVersionResource(group, "v1", resource);
    return ResourceType.clusterScoped(name, kind, strategy).withSubresources("status");
  }
}
