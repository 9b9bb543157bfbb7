package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.openapi.v3.Any;
import dev.quarterdeck.proto.openapi.v3.DefaultType;
import dev.quarterdeck.proto.openapi.v3.ItemsItem;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads OpenAPI version 3 in protobuf back into JSON, as clients do. */
final class Version3Reader {

  private Version3Reader() {}

  static JsonNode json(MessageOrBuilder message) {
    return switch (message) {
      case Any any -> Json.parse(any.getYaml().getBytes(StandardCharsets.UTF_8));
      case ItemsItem items -> json(items.getSchemaOrReference(0));
      case DefaultType type when type.getAllFields().isEmpty() -> Json.object();
      default -> {
        var oneof = message.getDescriptorForType().getOneofs();
        yield oneof.isEmpty()
            ? object(message)
            : value(message.getField(message.getOneofFieldDescriptor(oneof.getFirst())));
      }
    };
  }

  private static ObjectNode object(MessageOrBuilder message) {
    var object = Json.object();
    message.getAllFields().forEach((field, value) -> put(object, field, value));
    return object;
  }

  private static void put(ObjectNode object, FieldDescriptor field, Object value) {
    if (value instanceof List<?> list && isNamed(field)) {
      for (var entry : list) {
        var named = (Message) entry;
        var type = named.getDescriptorForType();
        var name = (String) named.getField(type.findFieldByName("name"));
        object.set(name, json((Message) named.getField(type.findFieldByName("value"))));
      }
    } else {
      object.set(field.getJsonName().equals("Ref") ? "$ref" : field.getJsonName(), value(value));
    }
  }

  private static boolean isNamed(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().getName().startsWith("Named");
  }

  private static JsonNode value(Object value) {
    return switch (value) {
      case List<?> list -> {
        var array = Json.array();
        list.forEach(item -> array.add(value(item)));
        yield array;
      }
      case Message message -> json(message);
      case Boolean bool -> Json.mapper().getNodeFactory().booleanNode(bool);
      case Number number -> Json.mapper().getNodeFactory().numberNode(number.doubleValue());
      default -> Json.mapper().getNodeFactory().textNode((String) value);
    };
  }

  /**
   * A document without what protobuf cannot tell: whether a field is there that is false, zero or
   * empty, and of which kind a number is.
   */
  static JsonNode comparable(JsonNode value) {
    if (value.isArray()) {
      var array = Json.array();
      value.forEach(item -> array.add(comparable(item)));
      return array;
    }
    if (!value.isObject()) {
      return value.isNumber()
          ? Json.mapper().getNodeFactory().numberNode(value.doubleValue())
          : value;
    }
    var object = Json.object();
    for (var entry : value.properties()) {
      var name = entry.getKey();
      var inner = entry.getValue();
      if (name.startsWith("x-") || name.equals("enum")) {
        object.set(name, inner);
      } else if (name.equals("default") || !isZero(inner)) {
        object.set(name, comparable(inner));
      }
    }
    return object;
  }

  private static boolean isZero(JsonNode value) {
    return value.isBoolean() && !value.booleanValue()
        || value.isNumber() && value.doubleValue() == 0
        || value.isTextual() && value.textValue().isEmpty()
        || value.isArray() && value.isEmpty();
  }
}
