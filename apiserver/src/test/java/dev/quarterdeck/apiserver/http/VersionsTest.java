package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kinds served in two versions and stored in one, through every verb. */
class VersionsTest {

  private static final String V1 =
      "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
  private static final String V2 =
      "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
  private static final String CORE = "/api/v1/namespaces/default/events";
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  private static String autoscaler(String name) {
    return """
        {"metadata":{"name":"%s","annotations":{"mine":"yes"}},
         "spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},
           "maxReplicas":5,
           "metrics":[
             {"type":"Resource","resource":{"name":"cpu",
               "target":{"type":"Utilization","averageUtilization":60}}},
             {"type":"Pods","pods":{"metric":{"name":"qps"},
               "target":{"type":"AverageValue","averageValue":"10"}}}],
           "behavior":{"scaleDown":{"stabilizationWindowSeconds":60}}}}
        """
        .formatted(name);
  }

  private static String event(String name) {
    return """
        {"metadata":{"name":"%s"},"eventTime":"2026-01-01T00:00:00.000000Z",
         "reportingController":"example.com/tester","reportingInstance":"t-1","action":"Try",
         "reason":"Tried","type":"Normal","note":"a note",
         "regarding":{"kind":"Pod","name":"%s","namespace":"default"}}
        """
        .formatted(name, name);
  }

  @Test
  void whatOneVersionWritesTheOtherShows() {
    assertThat(api.post(V2, autoscaler("both")).code()).isEqualTo(201);
    var first = api.get(V1 + "/both");
    assertThat(first.at("/apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(first.at("/spec/targetCPUUtilizationPercentage")).isEqualTo("60");
    assertThat(first.json().path("spec").has("metrics")).isFalse();
    var annotations = first.json().at("/metadata/annotations");
    assertThat(annotations.path("mine").asText()).isEqualTo("yes");
    assertThat(annotations.path("autoscaling.alpha.kubernetes.io/metrics").asText())
        .contains("\"metricName\":\"qps\"", "\"targetAverageValue\":\"10\"");
    assertThat(annotations.path("autoscaling.alpha.kubernetes.io/behavior").asText())
        .contains("\"stabilizationWindowSeconds\":60");
    assertThat(first.at("/metadata/resourceVersion"))
        .isEqualTo(api.get(V2 + "/both").at("/metadata/resourceVersion"));
  }

  @Test
  void aWriteInTheOtherVersionLosesNothing() {
    api.post(V2, autoscaler("round"));
    var before = api.get(V2 + "/round").json();
    var first = api.get(V1 + "/round").json();
    first.withObjectProperty("spec").put("maxReplicas", 9);
    var written = api.put(V1 + "/round", first);
    assertThat(written.code()).isEqualTo(200);
    assertThat(written.at("/apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(api.get(V2 + "/round").at("/spec/maxReplicas")).isEqualTo("9");
    var patched = api.patch(V1 + "/round", "merge", "{\"spec\":{\"maxReplicas\":5}}");
    assertThat(patched.at("/spec/targetCPUUtilizationPercentage")).isEqualTo("60");
    var after = api.get(V2 + "/round").json();
    assertThat(metrics(after)).isEqualTo(metrics(before));
    assertThat(after.at("/spec/behavior")).isEqualTo(before.at("/spec/behavior"));
    assertThat(after.at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
  }

  private static String metrics(ObjectNode autoscaler) {
    var names = new java.util.TreeSet<String>();
    autoscaler.at("/spec/metrics").forEach(metric -> names.add(sorted(metric)));
    return names.toString();
  }

  private static String sorted(JsonNode node) {
    return Json.mapper().convertValue(node, java.util.TreeMap.class).toString();
  }

  @Test
  void statusConditionsTravelToo() {
    api.post(V2, autoscaler("status"));
    var status =
        """
        {"status":{"currentReplicas":2,"desiredReplicas":3,
          "conditions":[{"type":"AbleToScale","status":"True"}],
          "currentMetrics":[{"type":"Resource","resource":{"name":"cpu",
            "current":{"averageUtilization":40,"averageValue":"200m"}}}]}}
        """;
    assertThat(api.patch(V2 + "/status/status", "merge", status).code()).isEqualTo(200);
    var first = api.get(V1 + "/status");
    assertThat(first.at("/status/currentCPUUtilizationPercentage")).isEqualTo("40");
    var again = first.json();
    again.withObjectProperty("status").put("desiredReplicas", 4);
    assertThat(api.put(V1 + "/status/status", again).code()).isEqualTo(200);
    var second = api.get(V2 + "/status").json();
    assertThat(second.at("/status/desiredReplicas").asInt()).isEqualTo(4);
    assertThat(second.at("/status/conditions/0/type").asText()).isEqualTo("AbleToScale");
    assertThat(second.at("/status/currentMetrics/0/resource/current/averageValue").asText())
        .isEqualTo("200m");
  }

  @Test
  void defaultsAndRulesAreTheKindsInEveryVersion() {
    var bare =
        """
        {"metadata":{"name":"bare"},"spec":{"maxReplicas":3,
          "scaleTargetRef":{"kind":"Deployment","name":"web"}}}
        """;
    assertThat(api.post(V1, bare).at("/spec/targetCPUUtilizationPercentage")).isEqualTo("80");
    var wrong =
        """
        {"metadata":{"name":"wrong"},"spec":{"maxReplicas":0,"minReplicas":2,
          "scaleTargetRef":{"kind":"","name":"web"}}}
        """;
    var refused = api.post(V1, wrong);
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.at("/message"))
        .contains(
            "spec.maxReplicas: Invalid value: 0: must be greater than 0",
            "must be greater than or equal to `minReplicas`",
            "spec.scaleTargetRef.kind: Required value");
  }

  @Test
  void listsTablesAndPagesShowTheAskedVersion() {
    api.post(V2, autoscaler("list-a"));
    api.post(V2, autoscaler("list-b"));
    var page = api.get(V1 + "?limit=1&fieldSelector=metadata.name!%3Dboth");
    assertThat(page.at("/apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(page.at("/items/0/apiVersion")).isEqualTo("autoscaling/v1");
    var rest = api.get(V1 + "?limit=500&continue=" + page.at("/metadata/continue"));
    assertThat(rest.code()).isEqualTo(200);
    rest.json()
        .path("items")
        .forEach(i -> assertThat(i.path("apiVersion").asText()).isEqualTo("autoscaling/v1"));
    var table =
        api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").get(V1 + "/list-a");
    assertThat(table.at("/rows/0/cells/2")).isEqualTo("cpu: <unknown>/60%, <unknown>/10");
  }

  @Test
  @Timeout(20)
  void watchesShowTheAskedVersion() throws IOException {
    var from = api.get(V2).at("/metadata/resourceVersion");
    api.post(V2, autoscaler("watched"));
    api.patch(V1 + "/watched", "merge", "{\"spec\":{\"maxReplicas\":7}}");
    api.delete(V2 + "/watched");
    var watch = "?watch=1&fieldSelector=metadata.name%3Dwatched&resourceVersion=" + from;
    var stream = api.stream(V1 + watch + "&timeoutSeconds=1&allowWatchBookmarks=true");
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      for (var type : new String[] {"ADDED", "MODIFIED", "DELETED", "BOOKMARK"}) {
        var event = Json.parseObject(lines.readLine().getBytes(StandardCharsets.UTF_8));
        assertThat(event.path("type").asText()).isEqualTo(type);
        assertThat(event.at("/object/apiVersion").asText()).isEqualTo("autoscaling/v1");
        assertThat(event.at("/object/spec").has("metrics")).isFalse();
      }
    }
  }

  @Test
  void eventsOfBothApisAreOne() {
    var created = api.post(EVENTS, event("e1"));
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.at("/note")).isEqualTo("a note");
    var old = api.get(CORE + "/e1");
    assertThat(old.at("/apiVersion")).isEqualTo("v1");
    assertThat(old.at("/message")).isEqualTo("a note");
    assertThat(old.at("/involvedObject/name")).isEqualTo("e1");
    assertThat(old.at("/reportingComponent")).isEqualTo("example.com/tester");
    api.post(EVENTS, event("e2"));
    var selected = api.get(EVENTS + "?fieldSelector=regarding.name%3De2");
    assertThat(selected.json().path("items")).hasSize(1);
    assertThat(selected.at("/items/0/regarding/name")).isEqualTo("e2");
    var unknown = api.get(EVENTS + "?fieldSelector=involvedObject.name%3De2");
    assertThat(unknown.code()).isEqualTo(400);
    assertThat(unknown.at("/message")).contains("field label not supported: involvedObject.name");
  }

  @Test
  void theNewEventsApiIsStricterThanTheOldOne() {
    var legacy =
        """
        {"metadata":{"name":"legacy"},"reason":"Old","type":"Odd","count":1,
         "regarding":{"kind":"Pod","name":"p","namespace":"default"}}
        """;
    var refused = api.post(EVENTS, legacy.replace("\"count\"", "\"deprecatedCount\""));
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.at("/message"))
        .contains("eventTime: Required value", "has invalid value: Odd", "count: Invalid value");
    assertThat(api.post(CORE, legacy.replace("regarding", "involvedObject")).code()).isEqualTo(201);

    api.post(EVENTS, event("series"));
    var series =
        """
        {"series":{"count":%d,"lastObservedTime":"2026-01-01T00:00:01.000000Z"}}
        """;
    assertThat(api.patch(EVENTS + "/series", "merge", series.formatted(1)).at("/message"))
        .contains("should be at least 2");
    assertThat(api.patch(EVENTS + "/series", "merge", series.formatted(2)).code()).isEqualTo(200);
    assertThat(api.patch(EVENTS + "/series", "merge", "{\"note\":\"other\"}").at("/message"))
        .contains("field is immutable");
    assertThat(api.patch(CORE + "/series", "merge", "{\"message\":\"other\"}").code())
        .isEqualTo(200);
  }
}
