package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import dev.quarterdeck.proto.openapi.v3.AdditionalPropertiesItem;
import dev.quarterdeck.proto.openapi.v3.Any;
import dev.quarterdeck.proto.openapi.v3.DefaultType;
import dev.quarterdeck.proto.openapi.v3.ItemsItem;
import dev.quarterdeck.proto.openapi.v3.SchemaOrReference;

/** Writes the messages of OpenAPI version 3. */
final class Version3Writer extends MessageWriter {

  @Override
  void write(Message.Builder message, JsonNode value) {
    switch (message) {
      case Any.Builder any -> any.setYaml(text(value));
      case DefaultType.Builder type -> scalar(type, value);
      case ItemsItem.Builder items ->
          each(value).forEach(schema -> items.addSchemaOrReference(schema(schema)));
      case AdditionalPropertiesItem.Builder rest when value.isBoolean() ->
          rest.setBoolean(value.booleanValue());
      case AdditionalPropertiesItem.Builder rest -> rest.setSchemaOrReference(schema(value));
      case Message.Builder part when isOrReference(part) -> partOrReference(part, value);
      default -> fields(message, value);
    }
  }

  private SchemaOrReference schema(JsonNode value) {
    return (SchemaOrReference) fill(SchemaOrReference.newBuilder(), value);
  }

  private static void scalar(DefaultType.Builder type, JsonNode value) {
    switch (value.getNodeType()) {
      case NUMBER -> type.setNumber(value.doubleValue());
      case BOOLEAN -> type.setBoolean(value.booleanValue());
      case STRING -> type.setString(value.textValue());
      case ARRAY, BINARY, MISSING, NULL, OBJECT, POJO -> {}
    }
  }

  private static boolean isOrReference(Message.Builder message) {
    return message.getDescriptorForType().findFieldByName("reference") != null;
  }

  private void partOrReference(Message.Builder message, JsonNode value) {
    var type = message.getDescriptorForType();
    var field = value.has("$ref") ? type.findFieldByName("reference") : type.getFields().getFirst();
    message.setField(field, fill(message.newBuilderForField(field), value));
  }
}
