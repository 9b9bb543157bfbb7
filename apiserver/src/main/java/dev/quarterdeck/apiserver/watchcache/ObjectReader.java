package dev.quarterdeck.apiserver.watchcache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.CorruptObject;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns stored values of one kind into what the cache keeps of them. Namespaces, label maps and
 * field maps repeat from object to object, so equal ones are shared.
 */
final class ObjectReader {

  /** Slots of the sharing tables: enough for the namespaces and templates of a cluster. */
  private static final int SLOTS = 1_024;

  private final ResourceType type;
  private final String prefix;
  private final String apiVersion;
  private final boolean hasFields;
  private final Object[] shared = new Object[SLOTS];

  ObjectReader(ResourceType type) {
    this.type = type;
    this.prefix = type.storePrefix();
    this.apiVersion = type.resource().apiVersion();
    this.hasFields = !type.strategy().selectableFields().names().isEmpty();
  }

  /** What became of a stored value. */
  sealed interface Reading {
    record Readable(CachedObject object) implements Reading {}

    record Corrupt(CorruptObject object) implements Reading {}
  }

  /** Reads the whole value: whatever is put into lists and events later must be sound JSON. */
  Reading read(String storeKey, byte[] value, long revision) {
    try {
      var stored = StoredJson.normalise(value);
      return new Reading.Readable(
          hasFields ? parsed(storeKey, stored, revision) : scanned(storeKey, stored, revision));
    } catch (IOException | RuntimeException e) { // Whatever it is, it is this one object's trouble.
      return new Reading.Corrupt(
          new CorruptObject(storeKey, revision, String.valueOf(e.getMessage())));
    }
  }

  /** As {@link #read(String, byte[], long)}; what {@code known} holds already is shared. */
  Reading read(String storeKey, byte[] value, long revision, Image known) {
    var object = known.get(storeKey);
    return object != null && object.revision() == revision
        ? new Reading.Readable(object)
        : read(storeKey, value, revision);
  }

  private CachedObject scanned(String storeKey, byte[] stored, long revision) throws IOException {
    var header = new Header();
    try (var json = Json.mapper().getFactory().createParser(stored)) {
      header.read(json);
      header.readOn(json);
    }
    return object(storeKey, header, Map.of(), stored, revision);
  }

  /** Fields may lie anywhere in the object and may need a conversion to be seen. */
  private CachedObject parsed(String storeKey, byte[] stored, long revision) {
    var tree = StoredJson.decode(stored, revision);
    var header = new Header();
    header.read(tree);
    return object(storeKey, header, Map.copyOf(ServedVersion.fields(type, tree)), stored, revision);
  }

  private CachedObject object(
      String storeKey, Header header, Map<String, String> fields, byte[] stored, long revision) {
    return new CachedObject(
        storeKey,
        keyOf(storeKey),
        header.uid,
        revision,
        header.deletionTimestamp,
        share(Map.copyOf(header.labels)),
        share(fields),
        type.converts() && !header.apiVersion.isEmpty() ? share(header.apiVersion) : apiVersion,
        stored);
  }

  /** Which object is stored under a key. */
  ObjectKey keyOf(String storeKey) {
    var key = keyOf(prefix, storeKey);
    return new ObjectKey(share(key.namespace()), key.name());
  }

  /** Which object of the kind with this store prefix is stored under a key. */
  static ObjectKey keyOf(String prefix, String storeKey) {
    var path = storeKey.substring(prefix.length());
    var slash = path.indexOf('/');
    return slash < 0
        ? new ObjectKey("", path)
        : new ObjectKey(path.substring(0, slash), path.substring(slash + 1));
  }

  /**
   * The equal value seen before, or this one. A slot taken by another value is just overwritten.
   */
  @SuppressWarnings("unchecked")
  private <T> T share(T value) {
    var slot = (value.hashCode() * 0x9E3779B9) >>> 22;
    var known = shared[slot];
    if (value.equals(known)) {
      return (T) known;
    }
    shared[slot] = value;
    return value;
  }

  /** What the cache keeps of an object besides its bytes. */
  private static final class Header {
    private String uid = "";
    private String deletionTimestamp = "";
    private String apiVersion = "";
    private final Map<String, String> labels = new HashMap<>();

    void read(ObjectNode object) {
      var metadata = object.path("metadata");
      uid = metadata.path("uid").asText("");
      deletionTimestamp = metadata.path("deletionTimestamp").asText("");
      apiVersion = object.path("apiVersion").asText("");
      metadata
          .path("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText("")));
    }

    /** Reads metadata, which comes first. */
    void read(JsonParser json) throws IOException {
      json.nextToken();
      json.nextToken(); // metadata
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        var value = json.nextToken();
        switch (name) {
          case "uid" -> uid = json.getValueAsString("");
          case "deletionTimestamp" -> deletionTimestamp = json.getValueAsString("");
          case "labels" -> readLabels(json, value);
          default -> {}
        }
        json.skipChildren();
      }
    }

    /** Reads on to the end for the object's version, and to see that all of it is JSON. */
    void readOn(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        if (name.equals("apiVersion")) {
          apiVersion = json.getValueAsString("");
        }
        json.skipChildren();
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new IllegalArgumentException("the stored value does not end where its object does");
      }
    }

    private void readLabels(JsonParser json, JsonToken value) throws IOException {
      while (value == JsonToken.START_OBJECT && json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        labels.put(name, json.getValueAsString(""));
        json.skipChildren();
      }
    }
  }
}
