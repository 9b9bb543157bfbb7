package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Create, update and patch over real HTTP. */
class WritesTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @Test
  void createdObjectsCarryWhatTheServerOwns() {
    var created = api.post(MAPS, Api.map("created", "a", "1"));
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.at("/kind")).isEqualTo("ConfigMap");
    assertThat(created.at("/apiVersion")).isEqualTo("v1");
    assertThat(created.at("/metadata/namespace")).isEqualTo("default");
    assertThat(created.at("/metadata/uid")).hasSize(36);
    assertThat(created.at("/metadata/creationTimestamp")).endsWith("Z");
    assertThat(Long.parseLong(created.at("/metadata/resourceVersion"))).isPositive();
    assertThat(api.get(MAPS + "/created").json()).isEqualTo(created.json());
  }

  @Test
  void clientsCannotSetWhatTheServerOwns() {
    var body =
        """
        {"metadata":{"name":"forged","uid":"u","creationTimestamp":"2001-01-01T00:00:00Z",
         "deletionTimestamp":"2001-01-01T00:00:00Z","generation":7,"managedFields":[]}}
        """;
    var created = api.post(MAPS, body);
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.at("/metadata/uid")).isNotEqualTo("u");
    assertThat(created.at("/metadata/creationTimestamp")).doesNotStartWith("2001");
    assertThat(created.json().path("metadata").has("deletionTimestamp")).isFalse();
    assertThat(created.json().path("metadata").has("generation")).isFalse();
  }

  @Test
  void generatedNamesAreUnique() {
    var body = "{\"metadata\":{\"generateName\":\"gen-\"}}";
    var names =
        IntStream.range(0, 20)
            .mapToObj(i -> api.post(MAPS, body).at("/metadata/name"))
            .distinct()
            .toList();
    assertThat(names).hasSize(20).allMatch(name -> name.matches("gen-[a-z0-9]{5}"));
  }

  @Test
  void anUpdateNeedsTheVersionItWasMadeFrom() {
    var first = api.post(MAPS, Api.map("guarded", "a", "1")).json();
    var second = first.deepCopy();
    second.withObjectProperty("data").put("a", "2");
    assertThat(api.put(MAPS + "/guarded", second).code()).isEqualTo(200);
    var late = first.deepCopy();
    late.withObjectProperty("data").put("a", "3");
    var refused = api.put(MAPS + "/guarded", late);
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.at("/reason")).isEqualTo("Conflict");
    assertThat(refused.at("/message"))
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"guarded\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
    assertThat(api.get(MAPS + "/guarded").at("/data/a")).isEqualTo("2");
  }

  @Test
  void anUpdateWithoutVersionAlwaysWins() {
    api.post(MAPS, Api.map("unguarded", "a", "1"));
    var body =
        (ObjectNode) dev.quarterdeck.model.Json.parse(Api.map("unguarded", "a", "2").getBytes());
    assertThat(api.put(MAPS + "/unguarded", body).at("/data/a")).isEqualTo("2");
  }

  @Test
  void anotherObjectOfTheSameNameIsNotUpdated() {
    var object = api.post(MAPS, Api.map("reborn", "a", "1")).json();
    api.delete(MAPS + "/reborn");
    api.post(MAPS, Api.map("reborn", "a", "2"));
    object.withObjectProperty("metadata").remove("resourceVersion");
    var refused = api.put(MAPS + "/reborn", object);
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.at("/message")).contains("UID in precondition");
  }

  @Test
  void aWriteThatChangesNothingKeepsTheVersion() {
    var created = api.post(MAPS, Api.map("still", "a", "1")).json();
    var version = created.at("/metadata/resourceVersion").asText();
    assertThat(api.put(MAPS + "/still", created).at("/metadata/resourceVersion"))
        .isEqualTo(version);
    assertThat(
            api.patch(MAPS + "/still", "merge", "{\"data\":{\"a\":\"1\"}}")
                .at("/metadata/resourceVersion"))
        .isEqualTo(version);
  }

  @Test
  void allThreePatchTypesApply() {
    api.post(PODS, Api.pod("patched"));
    var path = PODS + "/patched";
    assertThat(api.patch(path, "merge", "{\"metadata\":{\"labels\":{\"m\":\"1\"}}}").code())
        .isEqualTo(200);
    assertThat(
            api.patch(
                    path,
                    "json",
                    "[{\"op\":\"add\",\"path\":\"/metadata/labels/j\",\"value\":\"1\"}]")
                .code())
        .isEqualTo(200);
    var last =
        api.patch(
            path,
            "strategic-merge",
            """
            {"spec":{"containers":[{"name":"main","image":"busybox:2"}]}}
            """);
    assertThat(last.code()).isEqualTo(200);
    assertThat(last.json().at("/metadata/labels"))
        .hasToString("{\"app\":\"patched\",\"m\":\"1\",\"j\":\"1\"}");
    assertThat(last.at("/spec/containers/0/image")).isEqualTo("busybox:2");
  }

  @Test
  void emptyMetadataIsLeftOut() {
    api.post(
        MAPS,
        """
        {"metadata":{"name":"emptied","annotations":{},"ownerReferences":[],
         "labels":{"a":"b"},"finalizers":["example.com/f"]}}
        """);
    var labelled = api.get(MAPS + "/emptied").json().path("metadata");
    assertThat(labelled.has("annotations") || labelled.has("ownerReferences")).isFalse();
    var patch =
        "{\"metadata\":{\"labels\":{\"a\":null},\"$deleteFromPrimitiveList/finalizers\":[\"example.com/f\"]}}";
    api.patch(MAPS + "/emptied", "strategic-merge", patch);
    var emptied = api.get(MAPS + "/emptied").json().path("metadata");
    assertThat(emptied.has("labels") || emptied.has("finalizers")).as("%s", emptied).isFalse();
  }

  @Test
  void aPatchMayNameTheVersionItIsMeantFor() {
    api.post(MAPS, Api.map("meant", "a", "1"));
    var refused =
        api.patch(
            MAPS + "/meant",
            "merge",
            "{\"metadata\":{\"resourceVersion\":\"1\"},\"data\":{\"a\":\"2\"}}");
    assertThat(refused.code()).isEqualTo(409);
  }

  @Test
  void concurrentPatchesAllLand() {
    api.post(MAPS, Api.map("busy"));
    var all =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            api.patch(
                                MAPS + "/busy",
                                "merge",
                                "{\"data\":{\"k%d\":\"v\"}}".formatted(i))))
            .toList();
    assertThat(all).allMatch(done -> done.join().code() == 200);
    assertThat(api.get(MAPS + "/busy").json().path("data")).hasSize(16);
  }

  @Test
  void aDryRunStoresNothing() {
    var created = api.post(MAPS + "?dryRun=All", Api.map("dry", "a", "1"));
    assertThat(created.code()).isEqualTo(201);
    assertThat(api.get(MAPS + "/dry").code()).isEqualTo(404);
    api.post(MAPS, Api.map("wet", "a", "1"));
    assertThat(
            api.patch(MAPS + "/wet?dryRun=All", "merge", "{\"data\":{\"a\":\"2\"}}").at("/data/a"))
        .isEqualTo("2");
    assertThat(api.delete(MAPS + "/wet?dryRun=All").code()).isEqualTo(200);
    assertThat(api.get(MAPS + "/wet").at("/data/a")).isEqualTo("1");
  }

  @Test
  void unknownFieldsWarnOrRefuse() {
    var body = "{\"metadata\":{\"name\":\"strange\"},\"dta\":{}}";
    var warned = api.post(MAPS, body);
    assertThat(warned.code()).isEqualTo(201);
    assertThat(warned.header("Warning")).isEqualTo("299 - \"unknown field \\\"dta\\\"\"");
    var refused = api.post(MAPS + "?fieldValidation=Strict", body);
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.at("/message")).contains("strict decoding error: unknown field \"dta\"");
    assertThat(
            api.post(MAPS + "?fieldValidation=Ignore", body.replace("strange", "silent"))
                .header("Warning"))
        .isEmpty();
  }

  @Test
  void yamlBodiesAreTaken() {
    var created =
        api.send(
            "POST",
            MAPS,
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: \"1\"}\n",
            "application/yaml");
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.at("/data/a")).isEqualTo("1");
  }

  @Test
  void generationCountsChangesOfTheDesiredState() {
    var path = "/apis/apps/v1/namespaces/default/deployments";
    api.post(
        path,
        """
        {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},
         "spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """);
    assertThat(
            api.patch(path + "/web", "merge", "{\"spec\":{\"replicas\":3}}")
                .at("/metadata/generation"))
        .isEqualTo("2");
    assertThat(
            api.patch(path + "/web/status", "merge", "{\"status\":{\"replicas\":3}}")
                .at("/metadata/generation"))
        .isEqualTo("2");
    var scaled = api.patch(path + "/web/scale", "merge", "{\"spec\":{\"replicas\":5}}");
    assertThat(scaled.at("/kind")).isEqualTo("Scale");
    assertThat(scaled.at("/spec/replicas")).isEqualTo("5");
    assertThat(api.get(path + "/web/scale").at("/status/replicas")).isEqualTo("3");
    assertThat(api.get(path + "/web").at("/metadata/generation")).isEqualTo("3");
  }

  @Test
  void bindingPutsAPodOnANodeOnce() {
    api.post(PODS, Api.pod("bound"));
    var binding =
        "{\"metadata\":{\"name\":\"bound\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}";
    var done = api.post(PODS + "/bound/binding", binding);
    assertThat(done.code()).isEqualTo(201);
    assertThat(done.at("/status")).isEqualTo("Success");
    assertThat(api.get(PODS + "/bound").at("/spec/nodeName")).isEqualTo("n1");
    assertThat(api.post(PODS + "/bound/binding", binding).code()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\":{\"name\":\"other\"},\"spec\":{\"replicas\":1}}",
        "{\"metadata\":{\"name\":\"steady\"},\"spec\":{\"replicas\":\"1\"}}",
        "{\"metadata\":{\"name\":\"steady\"},\"spec\":5}",
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"steady\"}}"
      })
  void whatIsNoScaleOfTheWorkloadScalesNothing(String scale) {
    var path = "/apis/apps/v1/namespaces/default/deployments";
    var template =
        "{\"metadata\":{\"labels\":{\"a\":\"b\"}},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    api.post(
        path,
        ("{\"metadata\":{\"name\":\"steady\"},\"spec\":{\"replicas\":3,"
                + "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":%s}}")
            .formatted(template));
    var refused = api.send("PUT", path + "/steady/scale", scale, "application/json");
    assertThat(refused.code()).isEqualTo(400);
    var patch = api.patch(path + "/steady/scale", "merge", "{\"spec\":{\"replicas\":\"x\"}}");
    assertThat(patch.code()).isEqualTo(422);
    assertThat(api.get(path + "/steady").at("/spec/replicas")).isEqualTo("3");
  }
}
