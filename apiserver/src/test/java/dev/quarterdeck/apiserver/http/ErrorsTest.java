package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal is a Status that names the trouble. */
class ErrorsTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @BeforeAll
  static void start() {
    api.post(MAPS, Api.map("taken"));
    api.post(PODS, Api.pod("taken"));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("GET", MAPS + "/none", null, 404, "NotFound", "configmaps \"none\" not found"),
        refusal("GET", "/api/v1/nonsense", null, 404, "NotFound", "could not find"),
        refusal("GET", "/apis/x.io/v1/things", null, 404, "NotFound", "could not find"),
        refusal("GET", PODS + "/taken/nonsense", null, 404, "NotFound", "could not find"),
        refusal("GET", "/nonsense", null, 404, "NotFound", "could not find"),
        refusal("POST", MAPS, Api.map("taken"), 409, "AlreadyExists", "\"taken\" already exists"),
        refusal("POST", MAPS, "{", 400, "BadRequest", "JSON"),
        refusal("POST", MAPS, "[]", 400, "BadRequest", "one object"),
        refusal("POST", MAPS, "", 400, "BadRequest", "body"),
        refusal("POST", MAPS, "{\"metadata\":3}", 400, "BadRequest", "metadata"),
        refusal("POST", MAPS, "{\"metadata\":{}}", 422, "Invalid", "name or generateName"),
        refusal("POST", MAPS, Api.map("Not_A_Name"), 422, "Invalid", "metadata.name"),
        refusal("POST", MAPS, kind("Secret", "v1"), 400, "BadRequest", "Secret"),
        refusal("POST", MAPS, kind("ConfigMap", "v2"), 400, "BadRequest", "v2"),
        refusal("POST", MAPS, kind("ConfigMap", ""), 400, "BadRequest", "apiVersion"),
        refusal("POST", MAPS, meta("\"namespace\":\"other\""), 400, "BadRequest", "namespace"),
        refusal(
            "POST", MAPS, meta("\"resourceVersion\":\"5\""), 400, "BadRequest", "resourceVersion"),
        refusal(
            "POST",
            "/api/v1/namespaces/none/configmaps",
            Api.map("x"),
            404,
            "NotFound",
            "namespaces \"none\" not found"),
        refusal("PUT", MAPS + "/none", Api.map("none"), 404, "NotFound", "not found"),
        refusal("PUT", MAPS + "/taken", Api.map("other"), 400, "BadRequest", "does not match"),
        refusal("PUT", MAPS + "/taken", "{}", 400, "BadRequest", "name must be provided"),
        refusal("PUT", MAPS, Api.map("x"), 405, "MethodNotAllowed", "method"),
        refusal("POST", MAPS + "/taken", Api.map("taken"), 405, "MethodNotAllowed", "method"),
        refusal("OPTIONS", MAPS, null, 405, "MethodNotAllowed", "method"),
        refusal("POST", "/api/v1/configmaps", Api.map("x"), 405, "MethodNotAllowed", "method"),
        refusal("DELETE", "/api/v1/configmaps", null, 405, "MethodNotAllowed", "method"),
        refusal("DELETE", "/version", null, 405, "MethodNotAllowed", "method"),
        refusal("PATCH", MAPS + "/taken", "{}", 415, "UnsupportedMediaType", "merge-patch"),
        refusal("GET", MAPS + "?limit=-1", null, 400, "BadRequest", "limit"),
        refusal("GET", MAPS + "?limit=x", null, 400, "BadRequest", "limit"),
        refusal("GET", MAPS + "?continue=x", null, 400, "BadRequest", "continue"),
        refusal("GET", MAPS + "?resourceVersion=x", null, 400, "BadRequest", "resourceVersion"),
        refusal("GET", MAPS + "?labelSelector=a%3D%3D%3D", null, 400, "BadRequest", "selector"),
        refusal("GET", MAPS + "?fieldSelector=spec.x%3D1", null, 400, "BadRequest", "spec.x"),
        refusal("GET", MAPS + "?timeout=abc", null, 400, "BadRequest", "timeout"),
        refusal("GET", MAPS + "?resourceVersionMatch=Exact", null, 422, "Invalid", "Match"),
        refusal("POST", MAPS + "?dryRun=Some", Api.map("x"), 422, "Invalid", "dryRun"),
        refusal("POST", MAPS + "?fieldValidation=No", Api.map("x"), 422, "Invalid", "field"),
        refusal(
            "DELETE", MAPS + "/taken?propagationPolicy=No", null, 422, "Invalid", "propagation"),
        refusal("DELETE", "/api/v1/namespaces/default", null, 403, "Forbidden", "may not"),
        refusal("GET", PODS + "/taken/exec", null, 400, "BadRequest", "Upgrade"),
        refusal("POST", PODS + "/taken/binding", "{}", 422, "Invalid", "target.name"));
  }

  private static Arguments refusal(
      String method, String path, String body, int code, String reason, String message) {
    return Arguments.of(method, path, body, code, reason, message);
  }

  private static String kind(String kind, String version) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"name\":\"x\"}}"
        .formatted(kind, version);
  }

  private static String meta(String more) {
    return "{\"metadata\":{\"name\":\"x\",%s}}".formatted(more);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("refusals")
  void refuses(String method, String path, String body, int code, String reason, String message) {
    var answer = api.send(method, path, body, "application/json");
    assertThat(answer.at("/message")).contains(message);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.at("/kind")).isEqualTo("Status");
    assertThat(answer.at("/status")).isEqualTo("Failure");
    assertThat(answer.at("/reason")).isEqualTo(reason);
    assertThat(answer.json().at("/code").asInt()).isEqualTo(code);
  }

  @Test
  void validationNamesEveryFieldAtFault() {
    var refused =
        api.post(
            PODS,
            """
            {"metadata":{"name":"bad"},"spec":{"restartPolicy":"Sometimes",
             "containers":[{"name":"A_B","image":""}]}}
            """);
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.json().at("/details/causes").findValuesAsText("field"))
        .contains("spec.restartPolicy", "spec.containers[0].name", "spec.containers[0].image");
    assertThat(refused.at("/details/kind")).isEqualTo("Pod");
  }

  @Test
  void whatWeCannotWriteOrReadIsRefused() {
    assertThat(api.with("Accept", "text/html").get(MAPS).code()).isEqualTo(406);
    assertThat(
            api.with("Accept", "application/vnd.kubernetes.protobuf,application/json")
                .get(MAPS)
                .code())
        .isEqualTo(200);
    assertThat(api.send("POST", MAPS, "a=b", "application/x-www-form-urlencoded").code())
        .isEqualTo(415);
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    var answer = api.post(MAPS, Api.map("huge", "a", "x".repeat(4 << 20)));
    assertThat(answer.code()).isEqualTo(413);
    assertThat(answer.at("/reason")).isEqualTo("RequestEntityTooLarge");
  }

  @Test
  void headAnswersWithoutABody() {
    var answer = api.send("HEAD", MAPS + "/taken", null, "");
    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.response().body()).isEmpty();
  }
}
