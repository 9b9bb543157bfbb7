package dev.quarterdeck.apiserver.registry.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.registry.custom.conversion.VersionConverter;
import dev.quarterdeck.apiserver.schema.TypeSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The definitions that are served now and the kinds they make. One thread's: what it makes of the
 * definitions goes to the {@link CustomRegistry}, which all read.
 */
final class Definitions {

  private final VersionConverter converter;
  private final TypeSchema metadata;
  private final Map<String, Served> served = new TreeMap<>();

  private record Served(Definition definition, InstanceConversion conversion, CustomTypes types) {}

  Definitions(VersionConverter converter, TypeSchema metadata) {
    this.converter = converter;
    this.metadata = metadata;
  }

  /**
   * Takes note of a definition.
   *
   * @return the kinds whose watches and caches must end: they are another kind's from now on
   */
  List<ResourceType> put(ObjectNode object) {
    var definition = Definition.of(object);
    var known = served.get(definition.name());
    if (!definition.established()) {
      return remove(definition.name());
    }
    if (known == null || !known.definition.uid().equals(definition.uid())) {
      var ended = remove(definition.name());
      var conversion = new InstanceConversion(converter, definition);
      served.put(definition.name(), made(definition, conversion));
      return ended;
    }
    if (sameToClients(known.definition, definition)) {
      return List.of();
    }
    known.conversion.follow(definition);
    served.put(definition.name(), made(definition, known.conversion));
    return cacheStays(known.definition, definition) ? List.of() : List.of(known.types.storage());
  }

  private Served made(Definition definition, InstanceConversion conversion) {
    return new Served(definition, conversion, CustomTypes.of(definition, conversion, metadata));
  }

  private static boolean sameToClients(Definition before, Definition now) {
    return before.generation() == now.generation()
        && before.names().equals(now.names())
        && before.terminating() == now.terminating();
  }

  /** A cache reads objects in the storage version, and serves every version served so far. */
  private static boolean cacheStays(Definition before, Definition now) {
    return before.storage().name().equals(now.storage().name())
        && selectable(before).equals(selectable(now))
        && servedNames(now).containsAll(servedNames(before));
  }

  private static List<String> selectable(Definition definition) {
    return definition.versions().stream().flatMap(v -> v.selectable().stream()).toList();
  }

  private static List<String> servedNames(Definition definition) {
    return definition.versions().stream()
        .filter(Definition.Version::served)
        .map(Definition.Version::name)
        .toList();
  }

  /** As {@link #put}, when the definition is gone. */
  List<ResourceType> remove(String name) {
    var known = served.remove(name);
    return known == null ? List.of() : List.of(known.types.storage());
  }

  /** The kind's stored version; null when it is not served. */
  ResourceType storage(String name) {
    var known = served.get(name);
    return known == null ? null : known.types.storage();
  }

  /** All served kinds, by name of their definition. */
  List<ResourceType> types() {
    var types = new ArrayList<ResourceType>();
    served.values().forEach(s -> types.addAll(s.types.served()));
    return types;
  }
}
