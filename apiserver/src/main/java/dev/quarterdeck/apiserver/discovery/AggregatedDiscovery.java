package dev.quarterdeck.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.model.Json;
import java.util.List;

/** Discovery in one document: APIGroupDiscoveryList of apidiscovery.k8s.io/v2. */
final class AggregatedDiscovery {

  private AggregatedDiscovery() {}

  /** {@code /api}: the core group alone. */
  static ObjectNode core(ApiGroups groups) {
    return list(groups, List.of(""));
  }

  /** {@code /apis}: all other groups. */
  static ObjectNode named(ApiGroups groups) {
    return list(groups, groups.named());
  }

  private static ObjectNode list(ApiGroups groups, List<String> names) {
    var document =
        Json.object()
            .put("kind", "APIGroupDiscoveryList")
            .put("apiVersion", "apidiscovery.k8s.io/v2");
    document.putObject("metadata");
    var items = document.putArray("items");
    for (var name : names) {
      var item = items.addObject();
      item.putObject("metadata").putNull("creationTimestamp");
      if (!name.isEmpty()) {
        item.withObject("/metadata").put("name", name);
      }
      var versions = item.putArray("versions");
      groups.versions(name).forEach((v, types) -> fillVersion(versions.addObject(), v, types));
    }
    return document;
  }

  private static void fillVersion(ObjectNode node, String version, List<ResourceType> types) {
    node.put("version", version);
    var resources = node.putArray("resources");
    types.forEach(type -> fillResource(resources.addObject(), type));
    node.put("freshness", "Current");
  }

  private static void fillResource(ObjectNode node, ResourceType type) {
    var resource = type.resource();
    node.put("resource", resource.resource());
    fillKind(node, resource.group(), resource.version(), type.kind());
    node.put("scope", type.namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", type.singular());
    LegacyDiscovery.putAll(node, "verbs", type.verbs());
    if (!type.shortNames().isEmpty()) {
      LegacyDiscovery.putAll(node, "shortNames", type.shortNames());
    }
    if (!type.categories().isEmpty()) {
      LegacyDiscovery.putAll(node, "categories", type.categories());
    }
    var subresources = Subresource.of(type);
    if (!subresources.isEmpty()) {
      var array = node.putArray("subresources");
      subresources.forEach(sub -> fillSubresource(array.addObject(), sub));
    }
  }

  private static void fillSubresource(ObjectNode node, Subresource sub) {
    node.put("subresource", sub.name());
    fillKind(node, sub.group(), sub.version(), sub.kind());
    LegacyDiscovery.putAll(node, "verbs", sub.verbs());
  }

  private static void fillKind(ObjectNode node, String group, String version, String kind) {
    node.putObject("responseKind").put("group", group).put("version", version).put("kind", kind);
  }
}
