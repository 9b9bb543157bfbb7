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
    assertThat(MessageWriter.fill(Schema.newBuilder(), tree(json)))
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
    assertThat(MessageWriter.fill(PathItem.newBuilder(), tree(json)))
        .isEqualTo(TextFormat.parse(message, PathItem.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "application/json, application/com.github.proto-openapi.spec.v2@v1.0+protobuf | application/json",
        "application/com.github.proto-openapi.spec.v2@v1.0+protobuf, application/json;q=0.5 | "
            + TYPE,
        "application/com.github.proto-openapi.spec.v2.v1.0+protobuf | " + TYPE,
        "application/com.github.proto-openapi.spec.v2@v1.0+protobuf | " + TYPE,
      })
  void theClientsWishDecides(String accept, String type) {
    var document = OPEN_API.answer("/openapi/v2", accept).orElseThrow();
    assertThat(document.contentType()).isEqualTo(type);
    assertThat(document.compressed()).isTrue();
    assertThat(OPEN_API.answer("/openapi/v2", accept)).containsSame(document);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "application/vnd.kubernetes.protobuf"})
  void refusesWhatItCannotWrite(String accept) {
    for (var path : List.of("/openapi/v2", "/openapi/v3")) {
      assertThatThrownBy(() -> OPEN_API.answer(path, accept))
          .isInstanceOfSatisfying(ApiFault.class, fault -> assertThat(fault.code()).isEqualTo(406));
    }
  }
}
