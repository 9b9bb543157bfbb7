package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.CustomKinds.definition;
import static dev.quarterdeck.apiserver.http.CustomKinds.path;
import static dev.quarterdeck.apiserver.http.CustomKinds.serve;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to fields that are unknown or given twice in what is applied. */
class FieldValidationTest {

  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @BeforeAll
  static void start() {
    serve(api, definition("checkeds", "Checked", "\"foo\":{\"type\":\"string\"}"));
    var embedding =
        definition(
            "embeddings",
            "Embedding",
            "\"foo\":{\"type\":\"string\"},\"template\":{\"type\":\"object\","
                + "\"x-kubernetes-embedded-resource\":true,\"properties\":{\"spec\":{\"type\":\"object\"}}}");
    ((ObjectNode) embedding.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"))
        .put("x-kubernetes-preserve-unknown-fields", true);
    serve(api, embedding);
  }

  private static Api.Answer apply(String path, String validation, String yaml) {
    return api.send(
        "PATCH",
        path + "?fieldManager=m&fieldValidation=" + validation,
        yaml,
        "application/apply-patch+yaml");
  }

  private static String custom(String kind, String rest) {
    return "\napiVersion: tests.example.com/v1\nkind: %s\nmetadata:\n  name: a\n%s"
        .formatted(kind, rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ignore", "Warn", "Strict"})
  void whatIsAppliedMustBeInTheSchema(String validation) {
    var refused =
        apply(
            path("checkeds") + "/a",
            validation,
            custom("Checked", "unknownField: x\nspec:\n  foo: a\n"));
    assertThat(refused.code()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("/message"))
        .isEqualTo(
            "failed to create typed patch object (/a; tests.example.com/v1, Kind=Checked):"
                + " .unknownField: field not declared in schema");
    var builtIn =
        apply(
            DEPLOYMENTS + "/a",
            validation,
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {extra: 1}}");
    assertThat(builtIn.code()).as(builtIn.text()).isEqualTo(400);
    assertThat(builtIn.at("/message")).contains(" .spec.extra: field not declared in schema");
  }

  @Test
  void unknownMetadataIsNamedWhereItIs() {
    var refused =
        apply(
            path("embeddings") + "/a",
            "Strict",
            custom(
                "Embedding",
                """
                  unknownMeta: x
                spec:
                  unknown: kept
                  template:
                    apiVersion: foo/v1
                    kind: Sub
                    metadata: {unknownSubMeta: x, name: sub}
                """));
    assertThat(refused.at("/message"))
        .contains(
            "errors:\n  .metadata.unknownMeta: field not declared in schema",
            "\n  .spec.template.metadata.unknownSubMeta: field not declared in schema");
  }

  @ParameterizedTest
  @CsvSource({"Strict, 400", "Warn, 201", "Ignore, 201"})
  void whatIsGivenTwiceIsToldByItsLine(String validation, int code) {
    var yaml =
        custom(
            "Embedding", "spec:\n  unknown: x\n  foo: one\n  foo: two\n  more: |\n    a\n    b\n");
    var answer =
        api.send(
            "PATCH",
            path("embeddings") + "/twice?dryRun=All&fieldManager=m&fieldValidation=" + validation,
            yaml.replace("name: a", "name: twice"),
            "application/apply-patch+yaml");
    assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    var told = "line 9: key \"foo\" already set in map";
    switch (validation) {
      case "Strict" -> assertThat(answer.at("/message")).endsWith("errors:\n  " + told);
      case "Warn" ->
          assertThat(answer.header("Warning"))
              .isEqualTo("299 - \"" + told.replace("\"", "\\\"") + "\"");
      default -> assertThat(answer.header("Warning")).isEmpty();
    }
  }

  @Test
  void everyDuplicateHasItsLineInJsonToo() {
    var twice =
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},
         "data":{
           "a":"1",
           "a":"2",
           "b":"1","b":"2"}}
        """;
    var answer = apply(Api.MAPS + "/m", "Strict", twice);
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.at("/message"))
        .contains("line 4: key \"a\" already set in map", "line 5: key \"b\" already set in map");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {ports: [{name: a, port: 80}, {name: b, port: 80, protocol: TCP}]}"
            + "| .spec.ports: duplicate entries for key [port=80,protocol=\"TCP\"]",
        "metadata: {name: s, finalizers: [a/b, a/b]}"
            + "| .metadata.finalizers: duplicate entries for key [=\"a/b\"]",
      })
  void aListWithAnItemTwiceIsNotApplied(String part, String message) {
    var metadata = part.startsWith("metadata") ? "" : "metadata: {name: s}\n";
    var services = "/api/v1/namespaces/default/services";
    var refused =
        apply(services + "/s", "Ignore", "apiVersion: v1\nkind: Service\n" + metadata + part);
    assertThat(refused.code()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("/message")).endsWith(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\n\t'apiVersion': 'v1',\n\t'kind': 'ConfigMap',\n\t'metadata': {\n\t\t'name': 'tabs'}}",
        "\n\t{\n\t'apiVersion': 'v1',\n\t'kind': 'ConfigMap',\n\t'metadata':\t{'name': 'tabs'}}",
        "{\n\tapiVersion: v1,\n\tkind:\t'ConfigMap',\n\tmetadata: {\n\t\tname: tabs\n\t}\n}",
      })
  void tabsBetweenTokensAreSpace(String body) {
    var answer = apply(Api.MAPS + "/tabs", "Strict", body.replace('\'', '"'));
    assertThat(answer.code()).as(answer.text()).isIn(200, 201);
  }

  @Test
  void aRequestThatIsOnlyAnsweredHasNoTable() {
    var table = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
    var review =
        "{\"spec\":{\"resourceAttributes\":{\"namespace\":\"default\",\"verb\":\"get\","
            + "\"resource\":\"pods\"}}}";
    for (var kind : new String[] {"selfsubjectaccessreviews", "selfsubjectrulesreviews"}) {
      assertThat(table.post("/apis/authorization.k8s.io/v1/" + kind, review).code())
          .as(kind)
          .isEqualTo(406);
    }
    var token = "/api/v1/namespaces/default/serviceaccounts/default/token";
    assertThat(table.post(token, "{\"spec\":{}}").code()).isEqualTo(406);
    assertThat(table.get("/api/v1/componentstatuses").at("/kind")).isEqualTo("Table");
  }
}
