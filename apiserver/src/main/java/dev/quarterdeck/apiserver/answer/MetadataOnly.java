package dev.quarterdeck.apiserver.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonToken;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Cuts an object's text down to a PartialObjectMetadata, without taking it apart. */
final class MetadataOnly {

  static final String KIND = "PartialObjectMetadata";

  private static final byte[] HEAD = "{\"metadata\":".getBytes(UTF_8);

  private final byte[] tail;

  /**
   * @param apiVersion such as {@code meta.k8s.io/v1}
   */
  MetadataOnly(String apiVersion) {
    this.tail =
        ",\"kind\":\"%s\",\"apiVersion\":\"%s\"}".formatted(KIND, apiVersion).getBytes(UTF_8);
  }

  /** Begins with its metadata, as stored objects do, whatever the object began with. */
  byte[] of(byte[] object) {
    try (var json = Json.mapper().getFactory().createParser(object)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var isMetadata = json.currentName().equals("metadata");
        json.nextToken();
        var from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        if (isMetadata) {
          return cut(object, from, (int) json.currentLocation().getByteOffset());
        }
      }
      return cut("{}".getBytes(UTF_8), 0, 2);
    } catch (IOException e) {
      throw new IllegalStateException("an object that was stored is JSON", e);
    }
  }

  private byte[] cut(byte[] object, int from, int to) {
    var out = new ByteArrayOutputStream(HEAD.length + to - from + tail.length);
    out.writeBytes(HEAD);
    out.write(object, from, to - from);
    out.writeBytes(tail);
    return out.toByteArray();
  }
}
