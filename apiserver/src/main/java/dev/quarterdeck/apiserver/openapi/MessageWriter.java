package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.openapi.v2.AdditionalPropertiesItem;
import dev.quarterdeck.proto.openapi.v2.Any;
import dev.quarterdeck.proto.openapi.v2.BodyParameter;
import dev.quarterdeck.proto.openapi.v2.ItemsItem;
import dev.quarterdeck.proto.openapi.v2.JsonReference;
import dev.quarterdeck.proto.openapi.v2.NamedAny;
import dev.quarterdeck.proto.openapi.v2.NonBodyParameter;
import dev.quarterdeck.proto.openapi.v2.Parameter;
import dev.quarterdeck.proto.openapi.v2.ParametersItem;
import dev.quarterdeck.proto.openapi.v2.PathParameterSubSchema;
import dev.quarterdeck.proto.openapi.v2.QueryParameterSubSchema;
import dev.quarterdeck.proto.openapi.v2.Response;
import dev.quarterdeck.proto.openapi.v2.ResponseValue;
import dev.quarterdeck.proto.openapi.v2.Schema;
import dev.quarterdeck.proto.openapi.v2.SchemaItem;
import dev.quarterdeck.proto.openapi.v2.TypeItem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parts of an OpenAPI v2 document as protobuf messages. Fields go by their JSON names; what stands
 * in a map becomes a list of names and values; {@code x-} fields and free values become text.
 * Fields that the messages do not know are left out.
 */
final class MessageWriter {

  private MessageWriter() {}

  /**
   * @param value in the shape that OpenAPI gives to {@code message}
   * @return the message, filled in and built
   */
  static Message fill(Message.Builder message, JsonNode value) {
    switch (message) {
      case Any.Builder any -> any.setYaml(text(value));
      case TypeItem.Builder type -> each(value).forEach(name -> type.addValue(name.asText()));
      case ItemsItem.Builder items ->
          each(value).forEach(schema -> items.addSchema((Schema) fill(schema(), schema)));
      case AdditionalPropertiesItem.Builder rest when value.isBoolean() ->
          rest.setBoolean(value.booleanValue());
      case AdditionalPropertiesItem.Builder rest -> rest.setSchema((Schema) fill(schema(), value));
      case SchemaItem.Builder item -> item.setSchema((Schema) fill(schema(), value));
      case ResponseValue.Builder response -> response(response, value);
      case ParametersItem.Builder parameter -> parameter(parameter, value);
      default -> fields(message, value);
    }
    return message.build();
  }

  private static Schema.Builder schema() {
    return Schema.newBuilder();
  }

  private static String text(JsonNode value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  /** An array's items; anything else is the only one. */
  private static Stream<JsonNode> each(JsonNode value) {
    return value.isArray() ? value.valueStream() : Stream.of(value);
  }

  private static void response(ResponseValue.Builder message, JsonNode value) {
    if (value.has("$ref")) {
      message.setJsonReference((JsonReference) fill(JsonReference.newBuilder(), value));
    } else {
      message.setResponse((Response) fill(Response.newBuilder(), value));
    }
  }

  private static void parameter(ParametersItem.Builder message, JsonNode value) {
    if (value.has("$ref")) {
      message.setJsonReference((JsonReference) fill(JsonReference.newBuilder(), value));
      return;
    }
    var parameter = Parameter.newBuilder();
    switch (value.path("in").asText()) {
      case "body" ->
          parameter.setBodyParameter((BodyParameter) fill(BodyParameter.newBuilder(), value));
      case "path" ->
          parameter.setNonBodyParameter(
              NonBodyParameter.newBuilder()
                  .setPathParameterSubSchema(
                      (PathParameterSubSchema) fill(PathParameterSubSchema.newBuilder(), value)));
      default ->
          parameter.setNonBodyParameter(
              NonBodyParameter.newBuilder()
                  .setQueryParameterSubSchema(
                      (QueryParameterSubSchema) fill(QueryParameterSubSchema.newBuilder(), value)));
    }
    message.setParameter(parameter);
  }

  private static void fields(Message.Builder message, JsonNode value) {
    var type = message.getDescriptorForType();
    var extensions = type.findFieldByName("vendor_extension");
    for (var entry : value.properties()) {
      if (extensions != null && entry.getKey().startsWith("x-")) {
        message.addRepeatedField(extensions, extension(entry));
      } else if (entries(type) instanceof FieldDescriptor entries) {
        var named = message.newBuilderForField(entries);
        var of = named.getDescriptorForType().findFieldByName("value");
        named.setField(named.getDescriptorForType().findFieldByName("name"), entry.getKey());
        named.setField(of, fill(named.newBuilderForField(of), entry.getValue()));
        message.addRepeatedField(entries, named.build());
      } else {
        field(type, entry.getKey()).ifPresent(field -> set(message, field, entry.getValue()));
      }
    }
  }

  /** Where a message that stands for a map keeps its entries; null when it is no map. */
  private static FieldDescriptor entries(Descriptor type) {
    return switch (type.getName()) {
      case "Definitions", "Properties" -> type.findFieldByName("additional_properties");
      case "Paths" -> type.findFieldByName("path");
      case "Responses" -> type.findFieldByName("response_code");
      default -> null;
    };
  }

  private static NamedAny extension(Map.Entry<String, JsonNode> entry) {
    var value = Any.newBuilder().setYaml(text(entry.getValue()));
    return NamedAny.newBuilder().setName(entry.getKey()).setValue(value).build();
  }

  private static Optional<FieldDescriptor> field(Descriptor type, String name) {
    var wanted = name.equals("$ref") ? "Ref" : name;
    return type.getFields().stream().filter(f -> f.getJsonName().equals(wanted)).findFirst();
  }

  private static void set(Message.Builder message, FieldDescriptor field, JsonNode value) {
    if (field.isRepeated()) {
      each(value).forEach(item -> message.addRepeatedField(field, single(message, field, item)));
    } else {
      message.setField(field, single(message, field, value));
    }
  }

  private static Object single(Message.Builder message, FieldDescriptor field, JsonNode value) {
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
