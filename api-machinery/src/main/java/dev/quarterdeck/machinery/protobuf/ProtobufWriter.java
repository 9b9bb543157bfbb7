package dev.quarterdeck.machinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes objects of one kind in Kubernetes' protobuf encoding: four magic bytes, then a {@code
 * runtime.Unknown} that names the kind and carries the message (<a
 * href="https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding">API
 * Concepts, Protobuf encoding</a>). Thread-safe.
 */
public final class ProtobufWriter {

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int TYPE_META = 1;
  static final int RAW = 2;
  private static final int EVENT_TYPE = 1;
  private static final int EVENT_OBJECT = 2;

  private final WireType type;
  private final byte[] head;

  ProtobufWriter(WireType type, String apiVersion, String kind) {
    this.type = type;
    this.head = head(apiVersion, kind);
  }

  /**
   * The writer for a kind, the same each time; empty for kinds without a message, such as those of
   * custom resources.
   */
  public static Optional<ProtobufWriter> of(String apiVersion, String kind) {
    return MessageTypes.shared().writer(apiVersion, kind);
  }

  private static byte[] head(String apiVersion, String kind) {
    var out = new WireOutput(64);
    out.append(MAGIC, 0, MAGIC.length);
    var meta = out.begin(TYPE_META);
    out.text(1, apiVersion);
    out.text(2, kind);
    out.end(meta);
    return out.toBytes();
  }

  /**
   * The object, envelope included.
   *
   * @param json the object
   * @throws IllegalArgumentException when it is no JSON object of the kind
   */
  public byte[] write(byte[] json) {
    var out = new WireOutput(json.length + 64);
    envelope(json, out);
    return out.toBytes();
  }

  private void envelope(byte[] json, WireOutput out) {
    out.append(head, 0, head.length);
    var raw = out.begin(RAW);
    message(json, out);
    out.end(raw);
  }

  void message(byte[] json, WireOutput out) {
    JsonToWire.write(json, type, out);
  }

  /** The envelope up to its content. */
  byte[] head() {
    return head;
  }

  /** The number of the list's items. */
  int items() {
    return type.field("items").number();
  }

  /**
   * One frame of a watch: four bytes of length, then a {@code WatchEvent} around the object.
   *
   * @param eventType such as {@code ADDED}
   * @param json the object
   * @throws IllegalArgumentException as from {@link #write}
   */
  public byte[] frame(String eventType, byte[] json) {
    var out = new WireOutput(json.length + 96);
    out.append(new byte[Integer.BYTES], 0, Integer.BYTES);
    out.bytes(EVENT_TYPE, eventType.getBytes(UTF_8));
    var object = out.begin(EVENT_OBJECT);
    var raw = out.begin(1);
    envelope(json, out);
    out.end(raw);
    out.end(object);
    var frame = out.toBytes();
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES);
    return frame;
  }
}
