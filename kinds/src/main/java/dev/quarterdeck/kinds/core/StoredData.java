package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** What ConfigMaps and Secrets have in common: maps of keys to data, bounded, maybe immutable. */
final class StoredData {

  /** One MiB, keys not counted. */
  static final int MAX_BYTES = 1 << 20;

  private static final String FROZEN = "field is immutable when `immutable` is set";

  private StoredData() {}

  static void checkConfigMap(Field map) {
    var data = map.get("data");
    var binary = map.get("binaryData");
    keys(data);
    keys(binary);
    for (var key : data.keys()) {
      if (binary.node().has(key)) {
        data.key(key).invalid(key, "duplicate of key present in binaryData");
      }
    }
    if (textSize(data) + binarySize(binary) > MAX_BYTES) {
      map.named("[]").tooLong(MAX_BYTES);
    }
  }

  static void keys(Field data) {
    for (var entry : data.keys()) {
      Names.configKey(entry).forEach(m -> data.key(entry).invalid(entry, m));
    }
  }

  /** The bytes of a map of base64; reports what is no base64. */
  static long binarySize(Field data) {
    var size = 0L;
    for (var entry : data.entries()) {
      try {
        size += Base64.getDecoder().decode(entry.node().asText("")).length;
      } catch (IllegalArgumentException notBase64) {
        entry.invalid("<contents redacted>", "must be base64: " + notBase64.getMessage());
      }
    }
    return size;
  }

  private static long textSize(Field data) {
    var size = 0L;
    for (var entry : data.entries()) {
      size += entry.node().asText("").getBytes(StandardCharsets.UTF_8).length;
    }
    return size;
  }

  /** Once {@code immutable} is true, neither it nor the data may change. */
  static void frozen(Field object, ObjectNode old, String... maps) {
    if (!old.path("immutable").asBoolean(false)) {
      return;
    }
    if (!object.get("immutable").isTrue()) {
      object.get("immutable").forbidden(FROZEN);
    }
    for (var map : maps) {
      if (!Objects.equals(object.node().get(map), old.get(map))) {
        object.get(map).forbidden(FROZEN);
      }
    }
  }
}
