package dev.quarterdeck.apiserver.watchcache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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

  /**
   * @throws IllegalArgumentException when the value is no object; the message names the key
   */
  CachedObject read(String storeKey, byte[] value, long revision) {
    try {
      var stored = StoredJson.normalise(value);
      var header = new Header();
      try (var json = Json.mapper().getFactory().createParser(stored)) {
        header.read(json);
        if (type.converts()) {
          header.readVersion(json);
        }
      }
      return new CachedObject(
          storeKey,
          keyOf(storeKey),
          header.uid,
          revision,
          share(Map.copyOf(header.labels)),
          fields(stored, revision),
          header.apiVersion.isEmpty() ? apiVersion : share(header.apiVersion),
          stored);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot read " + storeKey + ": " + e.getMessage(), e);
    }
  }

  private ObjectKey keyOf(String storeKey) {
    var path = storeKey.substring(prefix.length());
    var slash = path.indexOf('/');
    return slash < 0
        ? new ObjectKey("", path)
        : new ObjectKey(share(path.substring(0, slash)), path.substring(slash + 1));
  }

  private Map<String, String> fields(byte[] stored, long revision) {
    if (!hasFields) {
      return Map.of();
    }
    return share(Map.copyOf(ServedVersion.fields(type, StoredJson.decode(stored, revision))));
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

  /** Reads uid and labels and stops where metadata ends: it comes first. Then the version. */
  private static final class Header {
    private String uid = "";
    private String apiVersion = "";
    private final Map<String, String> labels = new HashMap<>();

    void read(JsonParser json) throws IOException {
      json.nextToken();
      json.nextToken(); // metadata
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        var value = json.nextToken();
        if (name.equals("uid") && value == JsonToken.VALUE_STRING) {
          uid = json.getText();
        } else if (name.equals("labels") && value == JsonToken.START_OBJECT) {
          readLabels(json);
        } else {
          json.skipChildren();
        }
      }
    }

    /** Reads on to the object's version, which our own objects have behind metadata. */
    void readVersion(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        var value = json.nextToken();
        if (name.equals("apiVersion") && value == JsonToken.VALUE_STRING) {
          apiVersion = json.getText();
          return;
        }
        json.skipChildren();
      }
    }

    private void readLabels(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        labels.put(name, json.getValueAsString(""));
      }
    }
  }
}
