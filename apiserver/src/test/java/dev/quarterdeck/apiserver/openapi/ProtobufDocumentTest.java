package dev.quarterdeck.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.openapi.v2.Document;
import dev.quarterdeck.proto.openapi.v2.NamedAny;
import dev.quarterdeck.proto.openapi.v2.NamedPathItem;
import dev.quarterdeck.proto.openapi.v2.NamedSchema;
import dev.quarterdeck.proto.openapi.v2.PathItem;
import dev.quarterdeck.proto.openapi.v2.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufDocumentTest {

  private static final String TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  private static final String TYPE3 = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
  private static final OpenApi OPEN_API =
      new OpenApi(new BuiltInRegistry(DefinitionKinds.all()), Schemas.load(), "v1.36.0");

  @Test
  void saysWhatTheJsonSays() throws InvalidProtocolBufferException {
    var json = Json.parseObject(OPEN_API.answer("/openapi/v2", null).orElseThrow().identity());
    var document =
        Document.parseFrom(OPEN_API.answer("/openapi/v2", TYPE).orElseThrow().identity());
    assertThat(document.getSwagger()).isEqualTo("2.0");
    assertThat(document.getInfo().getVersion()).isEqualTo("v1.36.0");
    assertThat(document.getPaths().getPathList())
        .extracting(NamedPathItem::getName)
        .containsExactlyElementsOf(
            json.path("paths").propertyStream().map(e -> e.getKey()).toList());
    var definitions = document.getDefinitions().getAdditionalPropertiesList();
    assertThat(definitions)
        .extracting(NamedSchema::getName)
        .containsExactlyElementsOf(
            json.path("definitions").propertyStream().map(e -> e.getKey()).toList());
    var pod = named(definitions, "io.k8s.api.core.v1.Pod");
    assertThat(pod.getVendorExtensionList())
        .extracting(NamedAny::getName)
        .containsExactly("x-kubernetes-group-version-kind");
    assertThat(pod.getVendorExtension(0).getValue().getYaml())
        .contains("\"kind\":\"Pod\"", "\"version\":\"v1\"");
    var spec = named(pod.getProperties().getAdditionalPropertiesList(), "spec");
    assertThat(spec.getRef()).isEqualTo("#/definitions/io.k8s.api.core.v1.PodSpec");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"api/v1", "apis/apps/v1", "apis/apiextensions.k8s.io/v1", "apis/autoscaling/v2"})
  void version3IsTheJson(String version) throws InvalidProtocolBufferException {
    var path = "/openapi/v3/" + version;
    var json = Json.parseObject(OPEN_API.answer(path, null).orElseThrow().identity());
    var answer = OPEN_API.answer(path, TYPE3).orElseThrow();
    assertThat(answer.contentType()).isEqualTo(TYPE3);
    var document = dev.quarterdeck.proto.openapi.v3.Document.parseFrom(answer.identity());
    assertThat(Version3Reader.json(document)).isEqualTo(Version3Reader.comparable(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'string','default':'a'} | default { string: 'a' } type: 'string'",
        "{'default':0} | default { number: 0 }",
        "{'default':false,'nullable':true} | default { boolean: false } nullable: true",
        "{'default':{}} | default { }",
        "{'enum':['a',1]} | enum { yaml: '\"a\"' } enum { yaml: '1' }",
        "{'items':{'$ref':'r'}} | items { schema_or_reference { reference { _ref: 'r' } } }",
        "{'items':{'type':'x'}} | items { schema_or_reference { schema { type: 'x' } } }",
        "{'allOf':[{'$ref':'r'}]} | all_of { reference { _ref: 'r' } }",
        "{'not':{'required':['x']}} | not { required: 'x' }",
        "{'additionalProperties':true} | additional_properties { boolean: true }",
        "{'additionalProperties':{'format':'int64'}} | additional_properties "
            + "{ schema_or_reference { schema { format: 'int64' } } }",
        "{'properties':{'x-y':{},'type':{'title':'t'}}} "
            + "| properties { additional_properties { name: 'x-y' value { schema { } } } "
            + "additional_properties { name: 'type' value { schema { title: 't' } } } }",
        "{'x-kubernetes-list-map-keys':['k']} | specification_extension "
            + "{ name: 'x-kubernetes-list-map-keys' value { yaml: '[\"k\"]' } }",
      })
  void schemasOfVersion3KeepTheirFields(String json, String message)
      throws TextFormat.ParseException {
    var schema = dev.quarterdeck.proto.openapi.v3.Schema.newBuilder();
    assertThat(new Version3Writer().fill(schema, tree(json)))
        .isEqualTo(TextFormat.parse(message, dev.quarterdeck.proto.openapi.v3.Schema.class));
  }

  private static JsonNode tree(String json) {
    return Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Schema named(List<NamedSchema> schemas, String name) {
    return schemas.stream()
        .filter(schema -> schema.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'string','default':'a'} | default { yaml: '\"a\"' } type { value: 'string' }",
        "{'enum':['a',1],'required':['x','y']} "
            + "| required: 'x' required: 'y' enum { yaml: '\"a\"' } enum { yaml: '1' }",
        "{'maximum':2.5,'minLength':3,'uniqueItems':true} "
            + "| maximum: 2.5 min_length: 3 unique_items: true",
        "{'items':{'$ref':'#/definitions/a'}} | items { schema { _ref: '#/definitions/a' } }",
        "{'additionalProperties':true} | additional_properties { boolean: true }",
        "{'additionalProperties':{'format':'int64'}} "
            + "| additional_properties { schema { format: 'int64' } }",
        "{'properties':{'x-y':{},'type':{'title':'t'}}} "
            + "| properties { additional_properties { name: 'x-y' value { } } "
            + "additional_properties { name: 'type' value { title: 't' } } }",
        "{'x-kubernetes-list-map-keys':['k']} | vendor_extension "
            + "{ name: 'x-kubernetes-list-map-keys' value { yaml: '[\"k\"]' } }",
        "{'default':null,'nullable':true} | default { yaml: 'null' }",
      })
  void schemasKeepTheirFields(String json, String message) throws TextFormat.ParseException {
    assertThat(new Version2Writer().fill(Schema.newBuilder(), tree(json)))
        .isEqualTo(TextFormat.parse(message, Schema.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'get':{'operationId':'a','tags':['t'],'x-kubernetes-action':'list'}} "
            + "| get { tags: 't' operation_id: 'a' vendor_extension "
            + "{ name: 'x-kubernetes-action' value { yaml: '\"list\"' } } }",
        "{'put':{'parameters':[{'in':'body','name':'body','required':true,'schema':{'title':'s'}}]}} "
            + "| put { parameters { parameter { body_parameter "
            + "{ name: 'body' in: 'body' required: true schema { title: 's' } } } } }",
        "{'parameters':[{'in':'path','name':'n','type':'string'},{'in':'query','name':'q'}]} "
            + "| parameters { parameter { non_body_parameter { path_parameter_sub_schema "
            + "{ in: 'path' name: 'n' type: 'string' } } } } "
            + "parameters { parameter { non_body_parameter { query_parameter_sub_schema "
            + "{ in: 'query' name: 'q' } } } }",
        "{'parameters':[{'$ref':'#/parameters/p'}]} "
            + "| parameters { json_reference { _ref: '#/parameters/p' } }",
        "{'get':{'responses':{'200':{'description':'OK','schema':{'$ref':'r'}},'401':{}}}} "
            + "| get { responses { response_code { name: '200' value { response "
            + "{ description: 'OK' schema { schema { _ref: 'r' } } } } } "
            + "response_code { name: '401' value { response { } } } } }",
      })
  void pathsKeepTheirOperations(String json, String message) throws TextFormat.ParseException {
    assertThat(new Version2Writer().fill(PathItem.newBuilder(), tree(json)))
        .isEqualTo(TextFormat.parse(message, PathItem.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v2 | */* | application/json",
        "v2 | application/json, application/com.github.proto-openapi.spec.v2@v1.0+protobuf | application/json",
        "v2 | application/com.github.proto-openapi.spec.v2@v1.0+protobuf, application/json;q=0.5 | "
            + TYPE,
        "v2 | application/com.github.proto-openapi.spec.v2.v1.0+protobuf | " + TYPE,
        "v2 | application/com.github.proto-openapi.spec.v2@v1.0+protobuf | " + TYPE,
        "v3/apis/apps/v1 | */* | application/json",
        "v3/apis/apps/v1 | application/com.github.proto-openapi.spec.v3@v1.0+protobuf | " + TYPE3,
        "v3/apis/apps/v1 | application/com.github.proto-openapi.spec.v3.v1.0+protobuf | " + TYPE3,
      })
  void theClientsWishDecides(String name, String accept, String type) {
    var document = OPEN_API.answer("/openapi/" + name, accept).orElseThrow();
    assertThat(document.contentType()).isEqualTo(type);
    assertThat(document.compressed()).isTrue();
    assertThat(OPEN_API.answer("/openapi/" + name, accept)).containsSame(document);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "application/vnd.kubernetes.protobuf"})
  void refusesWhatItCannotWrite(String accept) {
    assertThat(OPEN_API.answer("/openapi/v3", accept)).as("the list is JSON always").isPresent();
    for (var path : List.of("/openapi/v2", "/openapi/v3/api/v1")) {
      assertThatThrownBy(() -> OPEN_API.answer(path, accept))
          .isInstanceOfSatisfying(ApiFault.class, fault -> assertThat(fault.code()).isEqualTo(406));
    }
  }
}
