package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * How objects are stored: JSON that begins with <code>{"metadata":{</code> and has no
 * resourceVersion, so that a read puts it in at a fixed place without parsing. It is also what a
 * kube-apiserver with JSON storage reads; what that writes (kind first) is understood too.
 */
public final class StoredJson {

  private static final byte[] HEAD = "{\"metadata\":{".getBytes(US_ASCII);
  private static final byte[] REVISION_HEAD =
      "{\"metadata\":{\"resourceVersion\":\"".getBytes(US_ASCII);
  private static final byte[] RESOURCE_VERSION = "\"resourceVersion\"".getBytes(US_ASCII);

  /** What kube-apiserver's protobuf storage begins with. */
  private static final byte[] PROTOBUF_MAGIC = {'k', '8', 's', 0};

  private static final String METADATA = "metadata";

  /** What stands right behind metadata, so that an object's version is found without reading on. */
  private static final List<String> FIRST = List.of("kind", "apiVersion");

  private static final String REVISION = "resourceVersion";

  private StoredJson() {}

  /** The bytes to store: metadata first, without resourceVersion. The object is not changed. */
  public static byte[] encode(ObjectNode object) {
    try (var bytes = new ByteArrayBuilder(1024);
        var json = Json.mapper().getFactory().createGenerator((OutputStream) bytes)) {
      json.writeStartObject();
      writeMetadata(json, object.path(METADATA));
      for (var name : FIRST) {
        if (object.has(name)) {
          write(json, name, object.get(name));
        }
      }
      for (var field : object.properties()) {
        if (!field.getKey().equals(METADATA) && !FIRST.contains(field.getKey())) {
          write(json, field.getKey(), field.getValue());
        }
      }
      json.writeEndObject();
      json.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }

  private static void writeMetadata(JsonGenerator json, JsonNode metadata) throws IOException {
    json.writeObjectFieldStart(METADATA);
    for (var field : metadata.properties()) {
      if (!field.getKey().equals(REVISION)) {
        write(json, field.getKey(), field.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, JsonNode value) throws IOException {
    json.writeFieldName(name);
    Json.mapper().writeTree(json, value);
  }

  /**
   * Brings a stored value into the form {@link #encode} makes; its own are returned as they are.
   *
   * @throws IllegalArgumentException when it is not a JSON object
   */
  public static byte[] normalise(byte[] value) {
    return isOurs(value) ? value : encode(parse(value));
  }

  private static boolean isOurs(byte[] value) {
    return startsWith(value, 0, HEAD) && !startsWith(value, HEAD.length, RESOURCE_VERSION);
  }

  /**
   * The stored object as a tree, with its resourceVersion.
   *
   * @throws dev.quarterdeck.model.ApiFault INTERNAL_ERROR naming the key, when the value is no
   *     object
   */
  public static ObjectNode decode(Store.Stored stored) {
    try {
      return decode(stored.value(), stored.modRevision());
    } catch (IllegalArgumentException e) {
      throw new CorruptObject(stored.key(), stored.modRevision(), e.getMessage()).fault();
    }
  }

  /**
   * The object as a tree, with its resourceVersion. Takes any stored value, normalised or not.
   *
   * @throws IllegalArgumentException when it is not a JSON object
   */
  public static ObjectNode decode(byte[] value, long revision) {
    var object = parse(value);
    object.withObjectProperty(METADATA).put(REVISION, Long.toString(revision));
    return object;
  }

  private static ObjectNode parse(byte[] value) {
    if (startsWith(value, 0, PROTOBUF_MAGIC)) {
      throw new IllegalArgumentException(
          "the stored value is protobuf; run its writer with --storage-media-type=application/json"
              + " and rewrite all objects first");
    }
    try (var json = Json.mapper().getFactory().createParser(value)) {
      JsonNode tree = Json.mapper().readTree(json);
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("the stored value does not end where its object does");
      }
      if (!(tree instanceof ObjectNode object)) {
        throw new IllegalArgumentException("the stored value is not a JSON object");
      }
      var metadata = object.path(METADATA);
      if (!metadata.isMissingNode() && !metadata.isObject()) {
        throw new IllegalArgumentException("the stored value's metadata are not a JSON object");
      }
      return object;
    } catch (IOException e) {
      throw new IllegalArgumentException("the stored value is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The object's JSON with its resourceVersion, from normalised bytes.
   *
   * @param stored begins with <code>{"metadata":{</code>
   */
  public static byte[] splice(byte[] stored, long revision) {
    var size = splicedLength(stored, revision);
    var spliced = new byte[size];
    splice(stored, revision, spliced, 0);
    return spliced;
  }

  /** The length of {@link #splice}'s result. */
  public static int splicedLength(byte[] stored, long revision) {
    var comma = metadataIsEmpty(stored) ? 0 : 1;
    return stored.length + REVISION_HEAD.length - HEAD.length + digits(revision) + 1 + comma;
  }

  /** Splices into {@code target} at {@code at}; where it ended. */
  private static int splice(byte[] stored, long revision, byte[] target, int at) {
    System.arraycopy(REVISION_HEAD, 0, target, at, REVISION_HEAD.length);
    var next = at + REVISION_HEAD.length;
    var number = Long.toString(revision).getBytes(ISO_8859_1);
    System.arraycopy(number, 0, target, next, number.length);
    next += number.length;
    target[next++] = '"';
    if (!metadataIsEmpty(stored)) {
      target[next++] = ',';
    }
    System.arraycopy(stored, HEAD.length, target, next, stored.length - HEAD.length);
    return next + stored.length - HEAD.length;
  }

  /** Splices into a stream, without a copy of its own. */
  public static void splice(byte[] stored, long revision, OutputStream out) throws IOException {
    out.write(REVISION_HEAD);
    out.write(Long.toString(revision).getBytes(ISO_8859_1));
    out.write('"');
    if (!metadataIsEmpty(stored)) {
      out.write(',');
    }
    out.write(stored, HEAD.length, stored.length - HEAD.length);
  }

  private static boolean metadataIsEmpty(byte[] stored) {
    return stored[HEAD.length] == '}';
  }

  private static int digits(long revision) {
    return Long.toString(revision).length();
  }

  private static boolean startsWith(byte[] value, int at, byte[] start) {
    return value.length >= at + start.length
        && Arrays.equals(value, at, at + start.length, start, 0, start.length);
  }
}
