package dev.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.io.IOException;
import java.util.Base64;

/**
 * Reads objects in Kubernetes' protobuf encoding ({@code application/vnd.kubernetes.protobuf}) as
 * the JSON they stand for: four magic bytes, then a {@code runtime.Unknown} envelope around the
 * message (<a
 * href="https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding">API
 * Concepts, Protobuf encoding</a>).
 */
public final class ProtobufReader {

  private static final ByteString MAGIC = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});
  private static final int MAX_DEPTH = 100;

  private final MessageTypes types;

  private ProtobufReader(MessageTypes types) {
    this.types = types;
  }

  /** The shared reader; its descriptors are loaded at first use. */
  public static ProtobufReader shared() {
    return Shared.READER;
  }

  private static final class Shared {
    static final ProtobufReader READER = new ProtobufReader(MessageTypes.load());
  }

  /** The envelope's parts. */
  private record Envelope(String apiVersion, String kind, ByteString raw) {}

  /**
   * @throws ApiFault 400 when the bytes are no such object; 415 when the kind is unknown here
   */
  public ObjectNode read(byte[] bytes) {
    var all = ByteString.copyFrom(bytes);
    if (!all.startsWith(MAGIC)) {
      throw ApiFault.badRequest(
          "the body does not begin with the prefix of Kubernetes' protobuf encoding");
    }
    try {
      var envelope = envelope(all.substring(MAGIC.size()).newCodedInput());
      var type =
          types
              .find(envelope.apiVersion, envelope.kind)
              .orElseThrow(
                  () ->
                      new ApiFault(
                          Reason.UNSUPPORTED_MEDIA_TYPE,
                          "%s %s has no protobuf encoding here; send JSON"
                              .formatted(envelope.apiVersion, envelope.kind)));
      var object = Json.object().put("apiVersion", envelope.apiVersion).put("kind", envelope.kind);
      putFields(object, parse(type, envelope.raw));
      return object;
    } catch (IOException e) {
      throw ApiFault.badRequest("couldn't parse the body as protobuf: " + e.getMessage());
    }
  }

  private static Envelope envelope(CodedInputStream in) throws IOException {
    var apiVersion = "";
    var kind = "";
    var raw = ByteString.EMPTY;
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> {
          var meta = in.readBytes().newCodedInput();
          for (var inner = meta.readTag(); inner != 0; inner = meta.readTag()) {
            switch (WireFormat.getTagFieldNumber(inner)) {
              case 1 -> apiVersion = meta.readStringRequireUtf8();
              case 2 -> kind = meta.readStringRequireUtf8();
              default -> skip(meta, inner);
            }
          }
        }
        case 2 -> raw = in.readBytes();
        default -> skip(in, tag);
      }
    }
    return new Envelope(apiVersion, kind, raw);
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("unexpected end of a group");
    }
  }

  private static DynamicMessage parse(Descriptor type, ByteString raw) throws IOException {
    var in = raw.newCodedInput();
    in.setRecursionLimit(MAX_DEPTH);
    var builder = DynamicMessage.newBuilder(type).mergeFrom(in);
    in.checkLastTagWas(0);
    return builder.buildPartial();
  }

  private static void putFields(ObjectNode object, Message message) {
    var owner = message.getDescriptorForType().getName();
    for (var entry : message.getAllFields().entrySet()) {
      var field = entry.getKey();
      var name = field.getName();
      if (Presence.isInline(owner, name)) {
        putFields(object, (Message) entry.getValue());
      } else if (field.isMapField()) {
        object.set(name, map(field, (Iterable<?>) entry.getValue()));
      } else if (field.isRepeated()) {
        var array = object.putArray(name);
        ((Iterable<?>) entry.getValue()).forEach(item -> array.add(value(field, item)));
      } else if (!isZero(field, entry.getValue()) || Presence.zeroCounts(name)) {
        var value = value(field, entry.getValue());
        if (!value.isNull()) {
          object.set(name, value);
        }
      }
    }
  }

  private static boolean isZero(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> (Integer) value == 0;
      case LONG -> (Long) value == 0;
      case BOOLEAN -> !(Boolean) value;
      case STRING -> ((String) value).isEmpty();
      case BYTE_STRING -> ((ByteString) value).isEmpty();
      case FLOAT, DOUBLE, ENUM, MESSAGE -> false;
    };
  }

  private static ObjectNode map(FieldDescriptor field, Iterable<?> entries) {
    var object = Json.object();
    var key = field.getMessageType().findFieldByNumber(1);
    var value = field.getMessageType().findFieldByNumber(2);
    for (var item : entries) {
      var entry = (Message) item;
      object.set(entry.getField(key).toString(), value(value, entry.getField(value)));
    }
    return object;
  }

  private static JsonNode value(FieldDescriptor field, Object value) {
    var nodes = JsonNodeFactory.instance;
    return switch (value) {
      case Integer number -> nodes.numberNode(number);
      // As the JSON parser has it: trees are compared.
      case Long number ->
          number.intValue() == number
              ? nodes.numberNode(number.intValue())
              : nodes.numberNode(number);
      case Float number -> nodes.numberNode(number);
      case Double number -> nodes.numberNode(number);
      case Boolean flag -> nodes.booleanNode(flag);
      case String text -> nodes.textNode(text);
      case ByteString bytes ->
          nodes.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Message message -> message(message);
      default -> throw new IllegalStateException("no JSON for the field " + field.getFullName());
    };
  }

  private static JsonNode message(Message message) {
    return SpecialMessages.read(message)
        .orElseGet(
            () -> {
              var object = Json.object();
              putFields(object, message);
              return object;
            });
  }
}
