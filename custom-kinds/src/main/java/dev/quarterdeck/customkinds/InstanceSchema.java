package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.PublishedSchema;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
  public Optional<ObjectNode> version3() {
    return version.schema().json() instanceof ObjectNode schema
        ? Optional.of(schema)
        : Optional.empty();
  }

  @Override
  public Optional<ObjectNode> version2() {
    var schema = version3().filter(known -> !preserves(known));
    schema.ifPresent(InstanceSchema::reduce);
    return schema;
  }

  private static boolean preserves(JsonNode schema) {
    return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
  }

  private static boolean nullable(JsonNode schema) {
    return schema.path("nullable").asBoolean(false);
  }

  /** Leaves only what a client that takes the rest at face value can use. */
  private static void reduce(ObjectNode schema) {
    relax(schema);
    if (preserves(schema) || nullable(schema)) {
      schema.remove(CONTENT);
    }
    if (schema.path("type").asText().equals("array") && !schema.has("items")) {
      schema.remove("type");
    }
    schema.remove(NOT_IN_V2);
    for (var property : schema.path("properties").properties()) {
      reduceIfObject(property.getValue());
    }
    reduceIfObject(schema.path("items"));
    reduceIfObject(schema.path("additionalProperties"));
  }

  /** What may be null is not shown to be required: version 2 has no null. */
  private static void relax(ObjectNode schema) {
    if (schema.get("required") instanceof ArrayNode required) {
      required.removeIf(name -> nullable(schema.path("properties").path(name.asText())));
      if (required.isEmpty() || nullable(schema.path("additionalProperties"))) {
        schema.remove("required");
      }
    }
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
