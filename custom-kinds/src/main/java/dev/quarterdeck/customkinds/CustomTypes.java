package dev.quarterdeck.customkinds;

import dev.quarterdeck.kinds.Conversion;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.schema.TypeSchema;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The kinds one definition makes.
 *
 * @param storage the version its objects are stored in, served or not
 * @param served one for each served version
 */
record CustomTypes(ResourceType storage, List<ResourceType> served) {

  static CustomTypes of(Definition definition, Conversion conversion, TypeSchema metadata) {
    var storage = type(definition, definition.storage(), metadata).withStorage(null, conversion);
    var served = new ArrayList<ResourceType>();
    for (var version : definition.versions()) {
      if (version.storage() && version.served()) {
        served.add(storage);
      } else if (version.served()) {
        served.add(type(definition, version, metadata).withStorage(storage, conversion));
      }
    }
    return new CustomTypes(storage, List.copyOf(served));
  }

  private static ResourceType type(
      Definition definition, Definition.Version version, TypeSchema metadata) {
    var names = definition.names();
    return new ResourceType(
        new GroupVersionResource(definition.group(), version.name(), names.plural()),
        names.kind(),
        names.singular(),
        names.shortNames(),
        names.categories(),
        definition.namespaced(),
        Kind.STORED_VERBS,
        subresources(version),
        true,
        true,
        false,
        "/registry/" + definition.group() + "/" + names.plural() + "/",
        new InstanceStrategy(definition, version, metadata),
        Conversion.NONE,
        null);
  }

  private static SortedMap<String, Subresource> subresources(Definition.Version version) {
    var subresources = new TreeMap<String, Subresource>();
    if (version.status()) {
      subresources.put("status", Subresource.STATUS);
    }
    if (version.scale() != null) {
      subresources.put("scale", Subresource.SCALE);
    }
    return subresources;
  }
}
