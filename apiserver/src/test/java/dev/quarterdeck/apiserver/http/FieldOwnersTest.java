package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.apiserver.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who owns which fields, after every kind of write. */
class FieldOwnersTest {

  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String SCALERS1 =
      "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
  private static final String SCALERS2 =
      "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server).with("User-Agent", "tester/1.0 (linux)");

  /** {@code manager operation apiVersion subresource} of each entry. */
  private static List<String> owners(Api.Answer answer) {
    var owners = new ArrayList<String>();
    for (var entry : answer.json().at("/metadata/managedFields")) {
      owners.add(
          "%s %s %s %s"
              .formatted(
                  entry.path("manager").asText(),
                  entry.path("operation").asText(),
                  entry.path("apiVersion").asText(),
                  entry.path("subresource").asText("-")));
    }
    return owners;
  }

  private static JsonNode fields(Api.Answer answer, String manager) {
    for (var entry : answer.json().at("/metadata/managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    throw new AssertionError(manager + " owns nothing in " + answer.text());
  }

  private static Api.Answer apply(String path, String manager, String body) {
    return api.send(
        "PATCH", path + "?fieldManager=" + manager, body, "application/apply-patch+yaml");
  }

  private static String deployment(String name) {
    return """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s"},
         "spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},
          "template":{"metadata":{"labels":{"a":"b"}},
           "spec":{"containers":[{"name":"main","image":"busybox"}]}}}}
        """
        .formatted(name);
  }

  @Test
  void theCreatorOwnsWhatItSetAndItsUserAgentNamesIt() {
    var created = api.post(MAPS, Api.map("owned", "a", "1"));
    assertThat(owners(created)).containsExactly("tester Update v1 -");
    assertThat(fields(created, "tester").toString())
        .isEqualTo("{\"f:data\":{\".\":{},\"f:a\":{}}}");
    assertThat(owners(api.post(MAPS + "?fieldManager=me", Api.map("mine", "a", "1"))))
        .containsExactly("me Update v1 -");
  }

  @Test
  void everyKindOfUpdateTakesWhatItChanges() {
    api.post(MAPS, Api.map("shared", "a", "1", "b", "1", "c", "1", "d", "1"));
    var path = MAPS + "/shared?fieldManager=";
    api.patch(path + "merger", "merge", "{\"data\":{\"a\":\"2\"}}");
    api.patch(path + "strategist", "strategic-merge", "{\"data\":{\"b\":\"2\"}}");
    api.patch(
        path + "jason", "json", "[{\"op\":\"replace\",\"path\":\"/data/c\",\"value\":\"2\"}]");
    var object = api.get(MAPS + "/shared").json();
    object.withObjectProperty("data").put("e", "2");
    var put = api.put(path + "putter", object);
    assertThat(owners(put))
        .containsExactlyInAnyOrder(
            "tester Update v1 -",
            "merger Update v1 -",
            "strategist Update v1 -",
            "jason Update v1 -",
            "putter Update v1 -");
    assertThat(fields(put, "tester").toString()).isEqualTo("{\"f:data\":{\".\":{},\"f:d\":{}}}");
    assertThat(fields(put, "putter").toString()).isEqualTo("{\"f:data\":{\"f:e\":{}}}");
  }

  @Test
  void statusAndScaleAreOwnedApart() {
    api.post(DEPLOYMENTS, deployment("scaled"));
    var path = DEPLOYMENTS + "/scaled";
    api.patch(path + "/status?fieldManager=s", "merge", "{\"status\":{\"replicas\":1}}");
    api.patch(path + "/scale?fieldManager=r", "merge", "{\"spec\":{\"replicas\":3}}");
    var now = api.get(path);
    assertThat(owners(now))
        .containsExactlyInAnyOrder(
            "tester Update apps/v1 -", "s Update apps/v1 status", "r Update apps/v1 scale");
    assertThat(fields(now, "s").toString()).isEqualTo("{\"f:status\":{\"f:replicas\":{}}}");
    assertThat(fields(now, "r").toString()).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
    assertThat(fields(now, "tester").at("/f:spec").has("f:replicas")).isFalse();
  }

  @Test
  void anApplyToScaleConflictsWithTheOwnerOfReplicas() {
    apply(DEPLOYMENTS + "/applied-scale", "one", deployment("applied-scale"));
    var scale =
        """
        {"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"applied-scale"},
         "spec":{"replicas":4}}
        """;
    var path = DEPLOYMENTS + "/applied-scale/scale";
    var refused = apply(path, "two", scale);
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.at("/message")).contains("conflict with \"one\"", ".spec.replicas");
    var forced = apply(path, "two&force=true", scale);
    assertThat(forced.code()).isEqualTo(200);
    assertThat(forced.at("/kind")).isEqualTo("Scale");
    assertThat(forced.at("/spec/replicas")).isEqualTo("4");
    assertThat(owners(api.get(DEPLOYMENTS + "/applied-scale"))).contains("two Apply apps/v1 scale");
  }

  @Test
  void updatesOfObjectsNobodyTracksStayUntracked() {
    api.post(MAPS, Api.map("reset", "a", "1"));
    var reset = api.patch(MAPS + "/reset", "merge", "{\"metadata\":{\"managedFields\":[{}]}}");
    assertThat(owners(reset)).isEmpty();
    var later = api.patch(MAPS + "/reset", "merge", "{\"data\":{\"a\":\"2\"}}");
    assertThat(owners(later)).isEmpty();
    var applied =
        apply(
            MAPS + "/reset",
            "late",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: reset}, data: {b: x}}");
    assertThat(owners(applied))
        .containsExactly("late Apply v1 -", "before-first-apply Update v1 -");
  }

  @Test
  void nothingChangedMeansNothingWritten() {
    api.post(MAPS, Api.map("still", "a", "1"));
    var before = api.get(MAPS + "/still").json();
    var after = api.put(MAPS + "/still?fieldManager=other", before.deepCopy());
    assertThat(after.json()).isEqualTo(before);
  }

  @Test
  void anEmptyMapThatIsAppliedIsOwnedButNotKept() {
    api.post(MAPS, Api.map("hollow", "a", "1"));
    var body = "{apiVersion: v1, kind: ConfigMap, metadata: {name: hollow}, binaryData: {}}";
    var applied = apply(MAPS + "/hollow", "emptier", body);
    assertThat(applied.json().has("binaryData")).isFalse();
    assertThat(fields(applied, "emptier").toString()).isEqualTo("{\"f:binaryData\":{}}");
    var again = api.put(MAPS + "/hollow", applied.json().deepCopy());
    assertThat(again.json()).isEqualTo(applied.json());
  }

  @Test
  void anItemWithoutItsKeyIsTakenByAnUpdateAndRefusedToAnApplier() {
    var path = DEPLOYMENTS + "/keyless";
    api.post(DEPLOYMENTS, deployment("keyless"));
    var status = api.get(path).json();
    status.withObjectProperty("status").putArray("conditions").addObject().put("message", "m");
    var updated = api.put(path + "/status?fieldManager=s", status);
    assertThat(updated.code()).as(updated.text()).isEqualTo(200);
    assertThat(fields(updated, "s").at("/f:status/f:conditions").toString())
        .contains("k:{\\\"type\\\":\\\"\\\"}");
    var refused =
        apply(
            MAPS + "/keyless",
            "me",
            """
            {apiVersion: v1, kind: ConfigMap,
             metadata: {name: keyless, ownerReferences: [{kind: ConfigMap}]}}
            """);
    assertThat(refused.code()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("/message"))
        .isEqualTo(
            "failed to create typed patch object (/keyless; /v1, Kind=ConfigMap):"
                + " .metadata.ownerReferences: element 0: associative list with keys has an element"
                + " that omits all key fields [\"uid\"] (and doesn't have default values for any"
                + " key fields)");
  }

  private static String scaler(String version, String spec) {
    return """
        {"apiVersion":"autoscaling/%s","kind":"HorizontalPodAutoscaler","metadata":{"name":"x"},
         "spec":{%s}}
        """
        .formatted(version, spec);
  }

  private static final String TARGET =
      "\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"web\"}";

  @Test
  void eachManagersFieldsAreNamedInItsOwnVersion() {
    var second =
        scaler(
            "v2",
            TARGET
                + ",\"maxReplicas\":5,\"minReplicas\":2,\"metrics\":[{\"type\":\"Resource\","
                + "\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\","
                + "\"averageUtilization\":50}}}]");
    assertThat(apply(SCALERS2 + "/x", "second", second).code()).isEqualTo(201);
    var refused =
        apply(
            SCALERS1 + "/x",
            "first",
            scaler("v1", TARGET + ",\"maxReplicas\":7,\"targetCPUUtilizationPercentage\":60"));
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.at("/message"))
        .contains("conflicts with \"second\":", ".spec.maxReplicas", ".spec.metrics");
    var agreed =
        apply(
            SCALERS1 + "/x",
            "first",
            scaler("v1", TARGET + ",\"maxReplicas\":5,\"targetCPUUtilizationPercentage\":50"));
    assertThat(agreed.code()).isEqualTo(200);
    assertThat(agreed.at("/apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(owners(agreed))
        .containsExactlyInAnyOrder("second Apply autoscaling/v2 -", "first Apply autoscaling/v1 -");

    // What the second no longer wants stays while the first does, and goes when nobody does.
    var less = apply(SCALERS2 + "/x", "second", scaler("v2", TARGET + ",\"maxReplicas\":5"));
    assertThat(less.code()).isEqualTo(200);
    assertThat(less.at("/spec/metrics/0/resource/target/averageUtilization")).isEqualTo("50");
    assertThat(less.at("/spec/minReplicas")).isEqualTo("1"); // the default again
    var none = apply(SCALERS1 + "/x", "first", scaler("v1", TARGET));
    assertThat(none.at("/spec/targetCPUUtilizationPercentage")).isEqualTo("80");
    assertThat(none.at("/spec/maxReplicas")).isEqualTo("5");
  }
}
