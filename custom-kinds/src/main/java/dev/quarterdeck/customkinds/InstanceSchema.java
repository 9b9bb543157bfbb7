package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.PublishedSchema;
import dev.quarterdeck.model.Json;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A version's schema as OpenAPI documents show it. */
record InstanceSchema(Definition of, Definition.Version version) implements PublishedSchema {

  /** What clients of OpenAPI v2 do not know, or take for something else. */
  private static final List<String> NOT_IN_V2 =
      List.of("oneOf", "anyOf", "allOf", "not", "nullable", "default", "x-kubernetes-validations");

  /** What says what a value is made of. */
  private static final List<String> CONTENT =
      List.of("type", "properties", "items", "additionalProperties");

  /** Groups are written the other way round: {@code com.example.stable.v1.CronTab}. */
  @Override
  public String definition() {
    var words = Arrays.asList(of.group().split("\\."));
    Collections.reverse(words);
    return String.join(".", words) + "." + version.name() + "." + of.names().kind();
  }

  @Override
  public ObjectNode version3() {
    return schema();
  }

  @Override
  public ObjectNode version2() {
    var schema = schema();
    reduce(schema);
    return schema;
  }

  private ObjectNode schema() {
    return version.schema().json() instanceof ObjectNode schema ? schema : Json.object();
  }

  /** Leaves only what a client that takes the rest at face value can use. */
  private static void reduce(ObjectNode schema) {
    var open =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
            || schema.path("nullable").asBoolean(false);
    if (open) {
      schema.remove(CONTENT);
    }
    schema.remove(NOT_IN_V2);
    for (var property : schema.path("properties").properties()) {
      reduceIfObject(property.getValue());
    }
    reduceIfObject(schema.path("items"));
    reduceIfObject(schema.path("additionalProperties"));
  }

  private static void reduceIfObject(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      reduce(object);
    }
  }

  @Override
  public String fingerprint() {
    return of.uid() + "/" + of.generation() + "/" + of.names() + "/" + version.name();
  }
}
