package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import dev.quarterdeck.proto.openapi.v2.AdditionalPropertiesItem;
import dev.quarterdeck.proto.openapi.v2.Any;
import dev.quarterdeck.proto.openapi.v2.BodyParameter;
import dev.quarterdeck.proto.openapi.v2.ItemsItem;
import dev.quarterdeck.proto.openapi.v2.JsonReference;
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

/** Writes the messages of OpenAPI version 2. */
final class Version2Writer extends MessageWriter {

  @Override
  void write(Message.Builder message, JsonNode value) {
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
  }

  private static Schema.Builder schema() {
    return Schema.newBuilder();
  }

  private void response(ResponseValue.Builder message, JsonNode value) {
    if (value.has("$ref")) {
      message.setJsonReference((JsonReference) fill(JsonReference.newBuilder(), value));
    } else {
      message.setResponse((Response) fill(Response.newBuilder(), value));
    }
  }

  private void parameter(ParametersItem.Builder message, JsonNode value) {
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
}
