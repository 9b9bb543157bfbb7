package dev.quarterdeck.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Discovery one document per group and version: APIVersions, APIGroupList, APIResourceList. */
final class LegacyDiscovery {

  private LegacyDiscovery() {}

  /** {@code /api} */
  static ObjectNode versions(ApiGroups groups, String serverAddress) {
    var document = Json.object().put("kind", "APIVersions");
    var versions = document.putArray("versions");
    groups.versions("").keySet().forEach(versions::add);
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return document;
  }

  /** {@code /apis} */
  static ObjectNode groups(ApiGroups groups) {
    var document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    var list = document.putArray("groups");
    groups.named().forEach(name -> fillGroup(list.addObject(), groups, name));
    return document;
  }

  /** {@code /apis/GROUP} */
  static ObjectNode group(ApiGroups groups, String name) {
    var document = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
    fillGroup(document, groups, name);
    return document;
  }

  private static void fillGroup(ObjectNode document, ApiGroups groups, String name) {
    document.put("name", name);
    var versions = document.putArray("versions");
    for (var version : groups.versions(name).keySet()) {
      fillVersion(versions.addObject(), name, version);
    }
    fillVersion(
        document.putObject("preferredVersion"),
        name,
        groups.versions(name).keySet().iterator().next());
  }

  private static void fillVersion(ObjectNode node, String group, String version) {
    node.put("groupVersion", group + "/" + version).put("version", version);
  }

  /** {@code /api/v1} and {@code /apis/GROUP/VERSION} */
  static ObjectNode resources(ApiGroups groups, String group, String version) {
    var document = Json.object().put("kind", "APIResourceList");
    if (!group.isEmpty()) {
      document.put("apiVersion", "v1");
    }
    document.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    var resources = document.putArray("resources");
    for (var type : groups.types(group, version)) {
      fillResource(resources.addObject(), type);
      for (var sub : Subresource.of(type)) {
        fillSubresource(resources.addObject(), type, sub);
      }
    }
    return document;
  }

  private static void fillResource(ObjectNode node, ResourceType type) {
    node.put("name", type.resource().resource())
        .put("singularName", type.singular())
        .put("namespaced", type.namespaced())
        .put("kind", type.kind());
    putAll(node, "verbs", type.verbs());
    if (!type.shortNames().isEmpty()) {
      putAll(node, "shortNames", type.shortNames());
    }
    if (!type.categories().isEmpty()) {
      putAll(node, "categories", type.categories());
    }
    if (type.stored()) {
      node.put("storageVersionHash", storageVersionHash(type));
    }
  }

  private static void fillSubresource(ObjectNode node, ResourceType type, Subresource sub) {
    node.put("name", type.resource().resource() + "/" + sub.name())
        .put("singularName", "")
        .put("namespaced", type.namespaced());
    if (sub.foreign()) {
      node.put("group", sub.group()).put("version", sub.version());
    }
    node.put("kind", sub.kind());
    putAll(node, "verbs", sub.verbs());
  }

  static void putAll(ObjectNode node, String field, List<String> values) {
    var array = node.putArray(field);
    values.forEach(array::add);
  }

  /** Tells clients whether the version objects are stored in has changed. */
  private static String storageVersionHash(ResourceType type) {
    var name =
        "%s/%s/%s".formatted(type.resource().group(), type.resource().version(), type.kind());
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
