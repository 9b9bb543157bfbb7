package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delete does, and when the object is really gone. */
class DeletesTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  private static String bound(String name) {
    api.post(PODS, Api.pod(name));
    var target = "{\"metadata\":{\"name\":\"%s\"},\"target\":{\"name\":\"n\"}}".formatted(name);
    assertThat(api.post(PODS + "/" + name + "/binding", target).code()).isEqualTo(201);
    return PODS + "/" + name;
  }

  @Test
  void mostKindsAnswerWithAStatus() {
    var uid = api.post(MAPS, Api.map("plain")).at("/metadata/uid");
    var deleted = api.delete(MAPS + "/plain");
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.at("/status")).isEqualTo("Success");
    assertThat(deleted.at("/details/name")).isEqualTo("plain");
    assertThat(deleted.at("/details/kind")).isEqualTo("configmaps");
    assertThat(deleted.at("/details/uid")).isEqualTo(uid);
    assertThat(api.get(MAPS + "/plain").code()).isEqualTo(404);
    assertThat(api.delete(MAPS + "/plain").code()).isEqualTo(404);
  }

  @Test
  void podsGetTheirGrace() {
    var path = bound("graceful");
    var deleted = api.delete(path);
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("30");
    assertThat(api.get(path).at("/metadata/deletionTimestamp")).isNotEmpty();
    var sooner = api.send("DELETE", path, "{\"gracePeriodSeconds\":5}", "application/json");
    assertThat(sooner.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("5");
    assertThat(api.delete(path + "?gracePeriodSeconds=0").code()).isEqualTo(200);
    assertThat(api.get(path).code()).isEqualTo(404);
  }

  @Test
  void unboundPodsGoAtOnce() {
    api.post(PODS, Api.pod("nowhere"));
    assertThat(api.delete(PODS + "/nowhere").code()).isEqualTo(200);
    assertThat(api.get(PODS + "/nowhere").code()).isEqualTo(404);
  }

  @Test
  void finalizersHoldAnObjectUntilTheLastIsGone() {
    api.post(MAPS, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"x.io/a\",\"x.io/b\"]}}");
    var pending = api.delete(MAPS + "/held");
    assertThat(pending.at("/kind")).isEqualTo("ConfigMap");
    assertThat(pending.at("/metadata/deletionTimestamp")).isNotEmpty();
    var added =
        api.patch(
            MAPS + "/held",
            "merge",
            "{\"metadata\":{\"finalizers\":[\"x.io/a\",\"x.io/b\",\"x.io/c\"]}}");
    assertThat(added.code()).isEqualTo(422);
    assertThat(
            api.patch(MAPS + "/held", "merge", "{\"metadata\":{\"finalizers\":[\"x.io/b\"]}}")
                .code())
        .isEqualTo(200);
    assertThat(api.get(MAPS + "/held").code()).isEqualTo(200);
    assertThat(api.patch(MAPS + "/held", "merge", "{\"metadata\":{\"finalizers\":[]}}").code())
        .isEqualTo(200);
    assertThat(api.get(MAPS + "/held").code()).isEqualTo(404);
  }

  @Test
  void propagationLeavesItsFinalizer() {
    api.post(MAPS, Api.map("owner"));
    var foreground = api.delete(MAPS + "/owner?propagationPolicy=Foreground");
    assertThat(foreground.at("/metadata/finalizers/0")).isEqualTo("foregroundDeletion");
    api.post(MAPS, Api.map("parent"));
    var orphan = api.delete(MAPS + "/parent?propagationPolicy=Orphan");
    assertThat(orphan.at("/metadata/finalizers/0")).isEqualTo("orphan");
  }

  @Test
  void preconditionsGuard() {
    var object = api.post(MAPS, Api.map("precious")).json();
    var wrong = "{\"preconditions\":{\"uid\":\"other\"}}";
    var refused = api.send("DELETE", MAPS + "/precious", wrong, "application/json");
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.at("/message")).contains("Precondition failed: UID");
    var stale = "{\"preconditions\":{\"resourceVersion\":\"1\"}}";
    assertThat(api.send("DELETE", MAPS + "/precious", stale, "application/json").code())
        .isEqualTo(409);
    var right =
        "{\"preconditions\":{\"uid\":\"%s\"}}".formatted(object.at("/metadata/uid").asText());
    assertThat(api.send("DELETE", MAPS + "/precious", right, "application/json").code())
        .isEqualTo(200);
  }

  @Test
  void aCollectionIsDeletedBySelector() {
    var path = "/api/v1/namespaces/kube-public/configmaps";
    api.post(path, Api.map("one"));
    api.post(path, Api.map("two"));
    api.patch(path + "/one", "merge", "{\"metadata\":{\"labels\":{\"x\":\"1\"}}}");
    var deleted = api.delete(path + "?labelSelector=x%3D1");
    assertThat(deleted.at("/kind")).isEqualTo("ConfigMapList");
    assertThat(api.get(path + "/one").code()).isEqualTo(404);
    assertThat(api.get(path + "/two").code()).isEqualTo(200);
    assertThat(api.delete(path).code()).isEqualTo(200);
    assertThat(api.get(path).json().path("items")).isEmpty();
  }

  @Test
  void aDyingNamespaceTakesNothingNew() {
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"dying\"}}");
    var deleted = api.delete("/api/v1/namespaces/dying");
    assertThat(deleted.at("/status/phase")).isEqualTo("Terminating");
    var refused = api.post("/api/v1/namespaces/dying/configmaps", Api.map("late"));
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.at("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
    var empty = api.get("/api/v1/namespaces/dying").json();
    empty.withObjectProperty("spec").putArray("finalizers");
    assertThat(api.put("/api/v1/namespaces/dying/finalize", empty).code()).isEqualTo(200);
    assertThat(api.get("/api/v1/namespaces/dying").code()).isEqualTo(404);
  }

  @Test
  void evictionDeletesUnlessABudgetForbids() {
    var path = bound("evicted");
    assertThat(api.post(path + "/eviction", eviction("evicted")).code()).isEqualTo(201);
    assertThat(api.get(path).at("/metadata/deletionTimestamp")).isNotEmpty();
    assertThat(api.get(path).json().at("/status/conditions").findValuesAsText("reason"))
        .contains("EvictionByEvictionAPI");
    var guarded = bound("guarded");
    api.patch(guarded + "/status", "merge", "{\"status\":{\"phase\":\"Running\"}}");
    api.post(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        """
        {"metadata":{"name":"b"},
         "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"guarded"}}}}
        """);
    var refused = api.post(guarded + "/eviction", eviction("guarded"));
    assertThat(refused.code()).isEqualTo(429);
    assertThat(refused.at("/message")).contains("disruption budget");
    assertThat(refused.at("/details/causes/0/reason")).isEqualTo("DisruptionBudget");
    assertThat(refused.at("/details/retryAfterSeconds")).isEqualTo("10");
  }

  private static String eviction(String pod) {
    return "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\"}}"
        .formatted(pod);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"gracePeriodSeconds\":\"soon\"}",
        "{\"dryRun\":\"All\"}",
        "{\"dryRun\":[\"Some\"]}",
        "{\"preconditions\":\"uid\"}",
        "{\"preconditions\":{\"uid\":5}}",
        "{\"propagationPolicy\":\"Sometimes\"}",
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}",
        "[]"
      })
  void whatIsNotUnderstoodDeletesNothing(String options) {
    api.post(MAPS, Api.map("kept"));
    var refused = api.send("DELETE", MAPS + "/kept", options, "application/json");
    assertThat(refused.code()).isIn(400, 422);
    assertThat(api.get(MAPS + "/kept").code()).isEqualTo(200);
  }

  @Test
  void deleteOptionsMayComeUnderAnyGroupsVersion() {
    api.post(MAPS, Api.map("tried"));
    var options = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"apps/v1\",\"dryRun\":[\"All\"]}";
    assertThat(api.send("DELETE", MAPS + "/tried", options, "application/json").code())
        .isEqualTo(200);
    assertThat(api.get(MAPS + "/tried").code()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\":{\"name\":\"another\"}}",
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"staying\"}}",
        "{\"metadata\":{\"name\":\"staying\"},\"deleteOptions\":5}",
        "{\"metadata\":{\"name\":\"staying\"},\"deleteOptions\":{\"dryRun\":\"All\"}}"
      })
  void whatIsNoEvictionOfThePodEvictsNothing(String eviction) {
    api.post(PODS, Api.pod("staying"));
    assertThat(api.post(PODS + "/staying/eviction", eviction).code()).isEqualTo(400);
    assertThat(api.get(PODS + "/staying").code()).isEqualTo(200);
  }
}
