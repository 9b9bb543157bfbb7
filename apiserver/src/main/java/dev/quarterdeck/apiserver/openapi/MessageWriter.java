package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes parts of an OpenAPI document as protobuf messages. Fields go by their JSON names; what
 * stands in a map becomes a list of names and values; {@code x-} fields and free values become
 * text. Fields that the messages do not know are left out.
 */
abstract class MessageWriter {

  /**
   * @param value in the shape that OpenAPI gives to {@code message}
   * @return the message, filled in and built
   */
  final Message fill(Message.Builder message, JsonNode value) {
    write(message, value);
    return message.build();
  }

  /** Fills in one message, in the shapes that its version has besides {@link #fields}. */
  abstract void write(Message.Builder message, JsonNode value);

  static String text(JsonNode value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  /** An array's items; anything else is the only one. */
  static Stream<JsonNode> each(JsonNode value) {
    return value.isArray() ? value.valueStream() : Stream.of(value);
  }

  /** Fills in a message that has a field for each of the value's. */
  final void fields(Message.Builder message, JsonNode value) {
    var type = message.getDescriptorForType();
    var extensions = extensions(type);
    var entries = entries(type);
    for (var entry : value.properties()) {
      if (extensions != null && entry.getKey().startsWith("x-")) {
        message.addRepeatedField(extensions, named(message.newBuilderForField(extensions), entry));
      } else if (entries != null) {
        message.addRepeatedField(entries, named(message.newBuilderForField(entries), entry));
      } else {
        field(type, entry.getKey()).ifPresent(field -> set(message, field, entry.getValue()));
      }
    }
  }

  /** Where a message keeps its {@code x-} fields; null when it has none. */
  private static FieldDescriptor extensions(Descriptor type) {
    var version2 = type.findFieldByName("vendor_extension");
    return version2 == null ? type.findFieldByName("specification_extension") : version2;
  }

  /** Where a message that stands for a map keeps its entries; null when it is no map. */
  private static FieldDescriptor entries(Descriptor type) {
    return switch (type.getName()) {
      case "Paths" -> type.findFieldByName("path");
      case "Responses" -> type.getFields().getFirst();
      default -> {
        var entries = type.findFieldByName("additional_properties");
        yield entries != null && entries.isRepeated() ? entries : null;
      }
    };
  }

  private Message named(Message.Builder named, Map.Entry<String, JsonNode> entry) {
    var type = named.getDescriptorForType();
    var value = type.findFieldByName("value");
    named.setField(type.findFieldByName("name"), entry.getKey());
    named.setField(value, fill(named.newBuilderForField(value), entry.getValue()));
    return named.build();
  }

  private static Optional<FieldDescriptor> field(Descriptor type, String name) {
    var wanted = name.equals("$ref") ? "Ref" : name;
    return type.getFields().stream().filter(f -> f.getJsonName().equals(wanted)).findFirst();
  }

  private void set(Message.Builder message, FieldDescriptor field, JsonNode value) {
    if (field.isRepeated()) {
      each(value).forEach(item -> message.addRepeatedField(field, single(message, field, item)));
    } else {
      message.setField(field, single(message, field, value));
    }
  }

  private Object single(Message.Builder message, FieldDescriptor field, JsonNode value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> fill(message.newBuilderForField(field), value);
      case BOOLEAN -> value.asBoolean();
      case DOUBLE -> value.asDouble();
      case LONG -> value.asLong();
      case STRING -> value.asText();
      case INT, FLOAT, BYTE_STRING, ENUM ->
          throw new IllegalStateException("OpenAPI has no such fields: " + field.getFullName());
    };
  }
}
