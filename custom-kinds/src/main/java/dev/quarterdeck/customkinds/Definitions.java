package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.customkinds.conversion.VersionConverter;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.TypeSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The definitions that are served now and the kinds they make. One thread's: what it makes of the
 * definitions goes to a registry, which all read.
 */
public final class Definitions {

  private final VersionConverter converter;
  private final TypeSchema metadata;
  private final Map<String, Served> served = new TreeMap<>();

  private record Served(Definition definition, InstanceConversion conversion, CustomTypes types) {}

  /**
   * @param schemas the built-in kinds', from which custom ones have their metadata
   */
  public Definitions(VersionConverter converter, Schemas schemas) {
    this.converter = converter;
    var pod = schemas.type("v1", "Pod").orElseThrow();
    this.metadata = InstanceType.metadataOnly((Shape.Struct) pod.shape().field("metadata").shape());
  }

  /**
   * What a change ends.
   *
   * @param type the kind in its stored version
   * @param wholly whether its cache must go, for it is another kind's from now on; otherwise only
   *     the watches of versions that are no longer served
   */
  public record Ended(ResourceType type, boolean wholly) {}

  /** Takes note of a definition. */
  public List<Ended> put(ObjectNode object) {
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
    return ended(known, definition);
  }

  private Served made(Definition definition, InstanceConversion conversion) {
    return new Served(definition, conversion, CustomTypes.of(definition, conversion, metadata));
  }

  private static boolean sameToClients(Definition before, Definition now) {
    return before.generation() == now.generation()
        && before.names().equals(now.names())
        && before.terminating() == now.terminating();
  }

  /** A cache reads objects in the storage version, and their selectable fields. */
  private static List<Ended> ended(Served known, Definition now) {
    var before = known.definition;
    var cacheStays =
        before.storage().name().equals(now.storage().name())
            && selectable(before).equals(selectable(now));
    return cacheStays && servedNames(now).containsAll(servedNames(before))
        ? List.of()
        : List.of(new Ended(known.types.storage(), !cacheStays));
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
  public List<Ended> remove(String name) {
    var known = served.remove(name);
    return known == null ? List.of() : List.of(new Ended(known.types.storage(), true));
  }

  /** The kind's stored version; null when it is not served. */
  public ResourceType storage(String name) {
    var known = served.get(name);
    return known == null ? null : known.types.storage();
  }

  /** All served kinds, by name of their definition. */
  public List<ResourceType> types() {
    var types = new ArrayList<ResourceType>();
    served.values().forEach(s -> types.addAll(s.types.served()));
    return types;
  }
}
