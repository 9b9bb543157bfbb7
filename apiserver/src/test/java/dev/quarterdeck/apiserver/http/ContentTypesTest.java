package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.kinds.Trees;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and answers that are neither plain JSON nor protobuf. */
@Timeout(30)
class ContentTypesTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);
  private static final Api yaml = api.with("Accept", "application/yaml");

  @Test
  void yamlIsTakenAndGivenByEveryVerb() {
    var text = "metadata: {name: in-yaml}\ndata: {a: '1'}\n";
    var created = yaml.send("POST", MAPS, text, "application/yaml");
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(created.text()).contains("name: \"in-yaml\"").doesNotStartWith("---");

    var replaced = created.text().replace("a: \"1\"", "a: \"2\"");
    assertThat(yaml.send("PUT", MAPS + "/in-yaml", replaced, "application/yaml").text())
        .contains("a: \"2\"");
    var listed = yaml.get(MAPS + "?fieldSelector=metadata.name%3Din-yaml");
    assertThat(Trees.yaml(listed.text()).at("/items/0/data/a").asText()).isEqualTo("2");
    var table =
        api.with("Accept", "application/yaml;as=Table;v=v1;g=meta.k8s.io").get(MAPS + "/in-yaml");
    assertThat(Trees.yaml(table.text()).at("/rows/0/cells/0").asText()).isEqualTo("in-yaml");
    var options = "preconditions: {uid: another}\n";
    var refused = yaml.send("DELETE", MAPS + "/in-yaml", options, "application/yaml");
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.text()).contains("reason: \"Conflict\"");
    assertThat(yaml.delete(MAPS + "/in-yaml").text()).contains("status: \"Success\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cbor",
        "text/yaml",
        "application/x-www-form-urlencoded",
        "application/jsonx"
      })
  void otherBodiesAreNotSupported(String type) {
    var refused = api.send("POST", MAPS, "{}", type);
    assertThat(refused.code()).isEqualTo(415);
    assertThat(refused.at("/reason")).isEqualTo("UnsupportedMediaType");
    assertThat(refused.at("/message"))
        .endsWith("application/json, application/yaml, application/vnd.kubernetes.protobuf");
  }

  @Test
  void whoAcceptsNothingHasHadNothingDone() {
    var refused = api.with("Accept", "application/cbor").post(MAPS, Api.map("unseen"));
    assertThat(refused.code()).isEqualTo(406);
    assertThat(refused.at("/reason")).isEqualTo("NotAcceptable");
    assertThat(api.get(MAPS + "/unseen").code()).isEqualTo(404);
    assertThat(yaml.get(MAPS + "?watch=true").code()).isEqualTo(406);
  }

  @Test
  void prettyJsonIsForPeople() {
    api.post(MAPS, Api.map("pretty", "a", "b"));
    var pretty = api.get(MAPS + "/pretty?pretty=true").text();
    assertThat(pretty).startsWith("{\n  \"metadata\": {\n    \"").contains("\"a\": \"b\"");
    assertThat(api.get(MAPS + "?pretty=true").text()).contains("\n      \"data\": {\n");
    assertThat(api.get(MAPS + "/none?pretty=true").text()).contains("\n  \"reason\": \"NotFound\"");
    assertThat(api.get(MAPS + "/pretty").text().lines()).hasSize(1);
  }

  @Test
  void watchesOfMetadataCarryNothingElse() throws Exception {
    api.post(MAPS, Api.map("partial", "a", "b"));
    var accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1beta1";
    var query = "?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dpartial";
    var body = api.with("Accept", accept).stream(MAPS + query).body();
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      assertThat(lines.readLine())
          .startsWith("{\"type\":\"ADDED\",\"object\":{\"metadata\":{")
          .endsWith("\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1beta1\"}}")
          .doesNotContain("\"data\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"gzip,true", "'deflate, gzip;q=0.5',true", "gzip;q=0,false", "identity,false"})
  void largeAnswersAreCompressedForThoseWhoTakeIt(String accepted, boolean packed) {
    api.post(MAPS, Api.map("large", "a", "x".repeat(200_000)));
    var answer = api.with("Accept-Encoding", accepted).get(MAPS + "/large");
    assertThat(answer.header("Content-Encoding")).isEqualTo(packed ? "gzip" : "");
    assertThat(answer.header("Vary")).isEqualTo(packed ? "Accept-Encoding" : "");
    var small = api.with("Accept-Encoding", accepted).get("/api/v1/namespaces/default");
    assertThat(small.header("Content-Encoding")).isEmpty();
  }
}
