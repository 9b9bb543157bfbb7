package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of writes that hold whatever the kind. */
class WriteRulesTest {

  private static final String APPLY = "application/apply-patch+yaml";
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
  private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @BeforeAll
  static void start() {
    api.post(MAPS, Api.map("m", "a", "1"));
    api.post(PODS, Api.pod("p"));
  }

  private static String path(String path) {
    return path.replaceFirst("^/maps", MAPS)
        .replaceFirst("^/pods", PODS)
        .replaceFirst("^/default", "/api/v1/namespaces/default")
        .replaceFirst("^/leases", LEASES);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvFileSource(
      resources = "write-rules.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void refuses(String method, String path, String type, String body, int code, String message) {
    var media = type == null ? "application/json" : "application/" + type;
    var answer = api.send(method, path(path), body, media);
    assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    assertThat(answer.at("/kind")).isEqualTo("Status");
    assertThat(answer.at("/message")).contains(message);
    assertThat(api.get(MAPS + "/m").at("/data/a")).isEqualTo("1");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST   | /maps                  | json | {\"metadata\":{\"name\":\"new\"}}",
        "PUT    | /maps/tried            | json | {\"metadata\":{\"name\":\"tried\"},\"data\":{}}",
        "PATCH  | /maps/tried            | merge-patch+json | {\"data\":{\"a\":\"2\"}}",
        "PATCH  | /maps/tried            | strategic-merge-patch+json | {\"data\":{\"a\":\"2\"}}",
        "PATCH  | /maps/tried            | json-patch+json |"
            + " [{\"op\":\"remove\",\"path\":\"/data\"}]",
        "PATCH  | /maps/tried            | apply-patch+yaml |"
            + " {apiVersion: v1, kind: ConfigMap, metadata: {name: tried}, data: {b: x}}",
        "PATCH  | /maps/new              | apply-patch+yaml |"
            + " {apiVersion: v1, kind: ConfigMap, metadata: {name: new}, data: {b: x}}",
        "DELETE | /maps/tried            | json | {}",
        "DELETE | /maps                  | json | {}",
        "DELETE | /pods/tried            | json | {\"gracePeriodSeconds\":0}",
        "PATCH  | /pods/tried/status     | merge-patch+json | {\"status\":{\"phase\":\"Failed\"}}",
        "POST   | /pods/tried/binding    | json |"
            + " {\"metadata\":{\"name\":\"tried\"},\"target\":{\"name\":\"n\"}}",
        "POST   | /pods/tried/eviction   | json |"
            + " {\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\","
            + "\"metadata\":{\"name\":\"tried\"}}",
        "PUT    | /leases/new            | json | {\"metadata\":{\"name\":\"new\"},\"spec\":{}}",
      })
  void aDryRunAnswersAndChangesNothing(String method, String path, String type, String body) {
    api.post(MAPS, Api.map("tried", "a", "1"));
    api.post(PODS, Api.pod("tried"));
    var before = List.of(maps(), pods(), api.get(LEASES).json().path("items").toString());
    var asked = path(path) + "?dryRun=All" + (type.startsWith("apply") ? "&fieldManager=m" : "");
    var answer = api.send(method, asked, body, "application/" + type);
    assertThat(answer.code()).as(answer.text()).isIn(200, 201);
    assertThat(List.of(maps(), pods(), api.get(LEASES).json().path("items").toString()))
        .isEqualTo(before);
  }

  private static String maps() {
    return api.get(MAPS).json().path("items").toString();
  }

  private static String pods() {
    return api.get(PODS).json().path("items").toString();
  }

  @ParameterizedTest
  @CsvSource({
    "/apis/coordination.k8s.io/v1/namespaces/default/leases,'{\"spec\":{}}'",
    "/api/v1/namespaces/default/endpoints,{}",
    "/api/v1/namespaces/default/limitranges,'{\"spec\":{\"limits\":[]}}'",
    "/api/v1/namespaces/default/services,'{\"spec\":{\"ports\":[{\"port\":80}]}}'",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles,'{\"rules\":[]}'",
    "/api/v1/namespaces/default/events,'{\"involvedObject\":{\"namespace\":\"default\"}}'",
  })
  void aPutMakesObjectsOfTheKindsThatAllowIt(String collection, String body) {
    var object = dev.quarterdeck.model.Json.parseObject(body.getBytes());
    object.withObjectProperty("metadata").put("name", "put");
    var made = api.put(collection + "/put", object);
    assertThat(made.code()).as(made.text()).isEqualTo(201);
    assertThat(made.at("/metadata/uid")).hasSize(36);
    var again = api.put(collection + "/put", made.json());
    assertThat(again.code()).as(again.text()).isEqualTo(200);
    assertThat(again.at("/metadata/uid")).isEqualTo(made.at("/metadata/uid"));
  }

  @Test
  void makingByPutOrApplyTakesTheRightToCreate() {
    var lease =
        dev.quarterdeck.model.Json.parseObject("{\"metadata\":{\"name\":\"l\"}}".getBytes());
    var nobody = api.as("someone");
    assertThat(nobody.put(LEASES + "/l", lease).code()).isEqualTo(403);
    assertThat(api.get(LEASES + "/l").code()).isEqualTo(404);
  }

  @Test
  void someKindsTakeNoUpdateWithoutItsVersion() {
    var lease = dev.quarterdeck.model.Json.object();
    lease.putObject("metadata").put("name", "versioned");
    api.put(LEASES + "/versioned", lease);
    var refused = api.put(LEASES + "/versioned", lease);
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.at("/message"))
        .isEqualTo(
            "leases.coordination.k8s.io \"versioned\" is invalid: metadata.resourceVersion:"
                + " Invalid value: 0: must be specified for an update");
    var zero = lease.deepCopy();
    zero.withObjectProperty("metadata").put("resourceVersion", "0");
    assertThat(api.put(LEASES + "/versioned", zero).code()).isEqualTo(422);
    assertThat(api.patch(LEASES + "/versioned", "merge", "{\"spec\":{}}").code()).isEqualTo(200);
    var map = dev.quarterdeck.model.Json.parseObject(Api.map("unversioned", "a", "1").getBytes());
    api.post(MAPS, map.toString());
    map.withObjectProperty("metadata").put("resourceVersion", "0");
    assertThat(api.put(MAPS + "/unversioned", map).code()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "json | {\"metadata\":{\"name\":\"v\"},\"data\":{\"a\":\"1\",\"a\":\"2\"},\"extra\":1}",
        "yaml | {metadata: {name: v}, data: {a: '1', a: '2'}, extra: 1}",
      })
  void unknownAndDuplicateFieldsAreToldAsAsked(String type, String body) {
    var media = "application/" + type;
    var strict = api.send("POST", MAPS + "?fieldValidation=Strict&dryRun=All", body, media);
    assertThat(strict.code()).as(strict.text()).isEqualTo(400);
    assertThat(strict.at("/message"))
        .contains("strict decoding error", "unknown field \"extra\"", "duplicate field \"data.a\"");
    var warned = api.send("POST", MAPS + "?fieldValidation=Warn&dryRun=All", body, media);
    assertThat(warned.code()).isEqualTo(201);
    assertThat(warned.at("/data/a")).isEqualTo("2");
    assertThat(warned.response().headers().allValues("Warning"))
        .containsExactlyInAnyOrder(
            "299 - \"unknown field \\\"extra\\\"\"", "299 - \"duplicate field \\\"data.a\\\"\"");
    var ignored = api.send("POST", MAPS + "?fieldValidation=Ignore&dryRun=All", body, media);
    assertThat(ignored.code()).isEqualTo(201);
    assertThat(ignored.header("Warning")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "merge-patch+json | {\"extra\":1,\"data\":{\"b\":\"1\",\"b\":\"2\"}}",
        "strategic-merge-patch+json | {\"extra\":1,\"data\":{\"b\":\"1\",\"b\":\"2\"}}",
        "json-patch+json | [{\"op\":\"add\",\"path\":\"/extra\",\"value\":1}]",
      })
  void patchesAreValidatedToo(String type, String patch) {
    var media = "application/" + type;
    var path = MAPS + "/m?dryRun=All&fieldManager=m&fieldValidation=";
    var strict = api.send("PATCH", path + "Strict", patch, media);
    assertThat(strict.code()).as(strict.text()).isEqualTo(422);
    assertThat(strict.at("/message")).contains("unknown field \"extra\"");
    var warned = api.send("PATCH", path + "Warn", patch, media);
    assertThat(warned.code()).as(warned.text()).isEqualTo(200);
    assertThat(warned.response().headers().allValues("Warning"))
        .contains("299 - \"unknown field \\\"extra\\\"\"");
  }

  @Test
  void dependentsOfJobsStayUnlessTheDeleteSaysOtherwise() {
    var job =
        """
        {"metadata":{"name":"%s"},"spec":{"template":{"spec":{"restartPolicy":"Never",
          "containers":[{"name":"c","image":"busybox"}]}}}}
        """;
    assertThat(api.post(JOBS, job.formatted("kept")).code()).isEqualTo(201);
    var kept = api.delete(JOBS + "/kept");
    assertThat(kept.at("/metadata/finalizers/0")).isEqualTo("orphan");
    assertThat(kept.header("Warning")).contains("propagationPolicy=Background");
    api.post(JOBS, job.formatted("gone"));
    assertThat(api.delete(JOBS + "/gone?propagationPolicy=Background").at("/status"))
        .isEqualTo("Success");
  }

  @ParameterizedTest
  @CsvSource({"orphanDependents=true,orphan,200", "orphanDependents=false,,200"})
  void theOldWordForPropagationIsUnderstood(String query, String finalizer, int code) {
    api.post(MAPS, Api.map("legacy"));
    var deleted = api.delete(MAPS + "/legacy?" + query);
    assertThat(deleted.code()).isEqualTo(code);
    assertThat(deleted.at("/metadata/finalizers/0")).isEqualTo(finalizer == null ? "" : finalizer);
    api.patch(MAPS + "/legacy", "merge", "{\"metadata\":{\"finalizers\":[]}}");
  }

  @Test
  void whatFinalizersHoldIsAcceptedWhenTheOldWordAsks() {
    api.post(MAPS, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"x.io/a\"]}}");
    assertThat(api.delete(MAPS + "/held?orphanDependents=false").code()).isEqualTo(202);
    assertThat(api.delete(MAPS + "/held?propagationPolicy=Background").code()).isEqualTo(200);
  }

  @Test
  void anApplyNeedsAManagerAndMayMakeTheObject() {
    var body = "{apiVersion: v1, kind: ConfigMap, metadata: {name: made}, data: {a: x}}";
    var made = api.send("PATCH", MAPS + "/made?fieldManager=m", body, APPLY);
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.at("/metadata/namespace")).isEqualTo("default");
    var nowhere =
        api.send(
            "PATCH",
            "/api/v1/namespaces/nowhere/configmaps/made?fieldManager=m",
            body.replace("name: made", "name: made, namespace: nowhere"),
            APPLY);
    assertThat(nowhere.code()).isEqualTo(404);
    assertThat(nowhere.at("/message")).isEqualTo("namespaces \"nowhere\" not found");
  }

  @Test
  void aCollectionIsDeletedInPartsByLimit() {
    var maps = "/api/v1/namespaces/kube-public/configmaps";
    for (var i = 0; i < 3; i++) {
      api.post(maps, "{\"metadata\":{\"name\":\"c%d\",\"labels\":{\"x\":\"%d\"}}}".formatted(i, i));
    }
    var part = api.delete(maps + "?limit=2");
    assertThat(part.json().path("items")).hasSize(2);
    assertThat(api.get(maps).json().path("items")).hasSize(1);
    assertThat(api.delete(maps + "?fieldSelector=metadata.name%3Dother").code()).isEqualTo(200);
    assertThat(api.get(maps).json().path("items")).hasSize(1);
    api.delete(maps + "?labelSelector=x%3D2");
    assertThat(api.get(maps).json().path("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uid", "resourceVersion"})
  void preconditionsGuardUpdatesToo(String field) {
    api.post(MAPS, Api.map("guarded-" + field.toLowerCase(java.util.Locale.ROOT)));
    var path = MAPS + "/guarded-" + field.toLowerCase(java.util.Locale.ROOT);
    var patch = "{\"metadata\":{\"%s\":\"%s\"}}";
    var own = api.get(path).at("/metadata/" + field);
    assertThat(api.patch(path, "merge", patch.formatted(field, "1")).code()).isEqualTo(409);
    assertThat(api.patch(path, "merge", patch.formatted(field, own)).code()).isEqualTo(200);
  }
}
