package dev.quarterdeck.machinery.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.quarterdeck.machinery.protobuf.WireField.Form;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Base64;

/** One message's way from the wire to a tree, hostile bytes included. */
final class WireToJson {

  private static final int MAX_DEPTH = 100;

  /** An empty message takes two bytes on the wire and fifty times that as a node. */
  private static final int MAX_MESSAGES = 300_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final CodedInputStream in;
  private int depth;
  private int messages;
  private int fields;

  WireToJson(CodedInputStream in) {
    this.in = in;
  }

  /** Reads to the end of the message and puts its fields into the object. */
  void into(ObjectNode object, WireType type) throws IOException {
    if (++depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("messages are nested too deeply");
    }
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      var field = type.field(WireFormat.getTagFieldNumber(tag));
      if (++fields > Json.MAX_TOKENS) {
        throw new InvalidProtocolBufferException("the message has too many fields");
      }
      if (field == null) {
        ProtobufReader.skip(in, tag);
      } else {
        checkWireType(tag, field);
        put(object, field);
      }
    }
    depth--;
  }

  private static void checkWireType(int tag, WireField field) throws IOException {
    var wanted =
        switch (field.arity() == WireField.Arity.MAP ? Form.MESSAGE : field.form()) {
          case FLAG, INTEGER -> WireFormat.WIRETYPE_VARINT;
          case DOUBLE -> WireFormat.WIRETYPE_FIXED64;
          default -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
        };
    if (WireFormat.getTagWireType(tag) != wanted) {
      throw new InvalidProtocolBufferException(
          "the field %s has the wrong wire type".formatted(field.name()));
    }
  }

  private void put(ObjectNode object, WireField field) throws IOException {
    switch (field.arity()) {
      case LIST -> object.withArrayProperty(field.name()).add(value(field));
      case MAP -> entry(object.withObjectProperty(field.name()), field);
      case ONE -> {
        if (field.form() == Form.INLINE) {
          within(() -> into(object, field.message()));
          return;
        }
        if (field.form() == Form.MESSAGE && object.get(field.name()) instanceof ObjectNode known) {
          within(() -> into(known, field.message())); // Given in pieces: protobuf merges them.
          return;
        }
        var value = value(field);
        if (value.isNull() || field.zeroIsAbsent() && isZero(value)) {
          object.remove(field.name());
        } else {
          object.set(field.name(), value);
        }
      }
    }
  }

  private static boolean isZero(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.longValue() == 0;
      case BOOLEAN -> !value.booleanValue();
      case STRING -> value.textValue().isEmpty();
      default -> false;
    };
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Reads a message that is no longer than its length says. */
  private void within(Step content) throws IOException {
    var outer = enter();
    content.run();
    in.checkLastTagWas(0);
    in.popLimit(outer);
  }

  private void entry(ObjectNode map, WireField field) throws IOException {
    within(
        () -> {
          var key = "";
          JsonNode value = null;
          for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
              case 1 -> key = in.readStringRequireUtf8();
              case 2 -> value = value(field);
              default -> ProtobufReader.skip(in, tag);
            }
          }
          map.set(key, value == null ? empty(field) : value);
        });
  }

  /** What a map's value is that was left out. */
  private static JsonNode empty(WireField field) {
    return switch (field.form()) {
      case TEXT, BYTES -> NODES.textNode("");
      case QUANTITY -> NODES.textNode("0");
      case TEXTS -> Json.array();
      case FLAG -> NODES.booleanNode(false);
      case INTEGER, DOUBLE, INT_OR_STRING -> NODES.numberNode(0);
      case MESSAGE, INLINE, SCHEMA_OR_LIST, SCHEMA_OR_FLAG, SCHEMA_OR_TEXTS -> Json.object();
      case TIME, MICRO_TIME, RAW -> NullNode.getInstance();
    };
  }

  private JsonNode value(WireField field) throws IOException {
    return switch (field.form()) {
      case TEXT -> NODES.textNode(in.readStringRequireUtf8());
      case BYTES -> NODES.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
      case FLAG -> NODES.booleanNode(in.readBool());
      case INTEGER -> number(in.readInt64());
      case DOUBLE -> number(in.readDouble());
      default -> message(field);
    };
  }

  /** As the JSON parser has it: trees are compared. */
  private static JsonNode number(long value) {
    return (int) value == value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }

  /** Whole numbers are written without a point, as Go writes them. */
  private static JsonNode number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? number((long) value)
        : NODES.numberNode(value);
  }

  private int enter() throws IOException {
    if (++messages > MAX_MESSAGES) {
      throw new InvalidProtocolBufferException("more than " + MAX_MESSAGES + " messages");
    }
    return in.pushLimit(in.readRawVarint32());
  }

  private JsonNode message(WireField field) throws IOException {
    var outer = enter();
    var node =
        switch (field.form()) {
          case QUANTITY -> quantity();
          case INT_OR_STRING -> intOrString();
          case TIME -> time(false);
          case MICRO_TIME -> time(true);
          case RAW -> raw();
          case TEXTS -> texts();
          case SCHEMA_OR_LIST, SCHEMA_OR_FLAG, SCHEMA_OR_TEXTS -> schemaOr(field);
          default -> {
            var object = Json.object();
            into(object, field.message());
            yield object;
          }
        };
    in.checkLastTagWas(0);
    in.popLimit(outer);
    return node;
  }

  private JsonNode quantity() throws IOException {
    var text = "0";
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        text = in.readStringRequireUtf8();
      } else {
        ProtobufReader.skip(in, tag);
      }
    }
    return NODES.textNode(text);
  }

  private JsonNode intOrString() throws IOException {
    var isText = false;
    var number = 0;
    var text = "";
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> isText = in.readInt64() != 0;
        case 2 -> number = in.readInt32();
        case 3 -> text = in.readStringRequireUtf8();
        default -> ProtobufReader.skip(in, tag);
      }
    }
    return isText ? NODES.textNode(text) : NODES.numberNode(number);
  }

  /** A time that is zero stands for none. */
  private JsonNode time(boolean micros) throws IOException {
    var seconds = 0L;
    var nanos = 0;
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> seconds = in.readInt64();
        case 2 -> nanos = in.readInt32();
        default -> ProtobufReader.skip(in, tag);
      }
    }
    if (seconds == 0 && nanos == 0) {
      return NullNode.getInstance();
    }
    try {
      return NODES.textNode(WireTime.read(seconds, nanos, micros));
    } catch (DateTimeException e) {
      throw ApiFault.badRequest("a time is out of range: " + seconds);
    }
  }

  private JsonNode raw() throws IOException {
    JsonNode node = NullNode.getInstance();
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        var bytes = in.readByteArray();
        node = bytes.length == 0 ? NullNode.getInstance() : Json.parse(bytes);
      } else {
        ProtobufReader.skip(in, tag);
      }
    }
    return node;
  }

  private JsonNode texts() throws IOException {
    var array = Json.array();
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        array.add(in.readStringRequireUtf8());
      } else {
        ProtobufReader.skip(in, tag);
      }
    }
    return array;
  }

  /** The parts of JSON schemas that may be one thing or another; a schema wins. */
  private JsonNode schemaOr(WireField field) throws IOException {
    var flagged = field.form() == Form.SCHEMA_OR_FLAG;
    var schemaNumber = flagged ? 2 : 1;
    ObjectNode schema = null;
    var allows = false;
    var others = Json.array();
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      var number = WireFormat.getTagFieldNumber(tag);
      if (number == schemaNumber) {
        var read = Json.object();
        within(() -> into(read, field.message()));
        schema = read;
      } else if (number == 1) {
        allows = in.readBool();
      } else if (number == 2 && field.form() == Form.SCHEMA_OR_TEXTS) {
        others.add(in.readStringRequireUtf8());
      } else if (number == 2) {
        var read = Json.object();
        within(() -> into(read, field.message()));
        others.add(read);
      } else {
        ProtobufReader.skip(in, tag);
      }
    }
    return schema != null ? schema : flagged ? NODES.booleanNode(allows) : others;
  }
}
