package dev.quarterdeck.apiserver.watchcache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.kinds.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Objects in the version a client asked for. Those stored in it pass as they are, bytes untouched;
 * the others are converted, all in one call.
 */
public final class ServedVersion {

  private ServedVersion() {}

  /** Whether an object of this version must be converted to be shown as {@code type}. */
  static boolean converts(ResourceType type, String apiVersion) {
    return type.converts()
        && (!apiVersion.equals(type.resource().apiVersion()) || type.conversion().refines());
  }

  /** The object as {@code type} shows it; it belongs to the call. */
  public static ObjectNode tree(ResourceType type, ObjectNode object) {
    return type.converts()
        ? type.conversion().convert(object, type.resource().apiVersion())
        : object;
  }

  /** The selectable fields of a stored object, which belongs to the call. */
  public static Map<String, String> fields(ResourceType type, ObjectNode object) {
    var storage = type.storage();
    var seen =
        storage.converts()
            ? storage.conversion().selectable(object, storage.resource().apiVersion())
            : object;
    return storage.strategy().selectableFields().of(seen);
  }

  /** The object as {@code type}'s kind is stored; it stays as it is. */
  public static ObjectNode stored(ResourceType type, ObjectNode object) {
    var version = type.storage().resource().apiVersion();
    return type.converts() && !object.path("apiVersion").asText("").equals(version)
        ? type.conversion().convert(object.deepCopy(), version)
        : object;
  }

  /** As {@link #all}, for one object. */
  public static CachedObject one(ResourceType type, CachedObject object) {
    return all(type, List.of(object)).getFirst();
  }

  /**
   * The objects as {@code type} shows them.
   *
   * @throws dev.quarterdeck.model.ApiFault when they cannot be converted
   */
  public static List<CachedObject> all(ResourceType type, List<CachedObject> objects) {
    if (!type.converts()) {
      return objects;
    }
    var trees = new ArrayList<ObjectNode>();
    for (var object : objects) {
      if (converts(type, object.apiVersion())) {
        trees.add(StoredJson.decode(object.stored(), object.revision()));
      }
    }
    if (trees.isEmpty()) {
      return objects;
    }
    var version = type.resource().apiVersion();
    var converted = type.conversion().convert(trees, version).iterator();
    var shown = new ArrayList<CachedObject>(objects.size());
    for (var object : objects) {
      shown.add(
          converts(type, object.apiVersion())
              ? object.as(version, StoredJson.encode(converted.next()))
              : object);
    }
    return shown;
  }

  /**
   * A watch of the kind as {@code type} shows it.
   *
   * @param wake as the watch itself was given
   */
  public static Watcher watcher(ResourceType type, Watcher stored, Runnable wake) {
    return type.converts() ? new ConvertingWatcher(type, stored, wake) : stored;
  }
}
