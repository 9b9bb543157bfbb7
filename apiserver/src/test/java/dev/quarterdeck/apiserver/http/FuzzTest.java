package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.machinery.fuzz.Mutator;
import dev.quarterdeck.machinery.protobuf.ProtobufWriter;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs that are almost right, the same in each run, through the front door into every decoder:
 * each gets an answer in time, and none is the server's fault (a 500). {@code -Dfuzz.rounds=N} and
 * {@code -Dfuzz.seed=N} make longer and other runs.
 */
@Timeout(300)
class FuzzTest {

  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1);
  private static final long SEED = Long.getLong("fuzz.seed", 20260101);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  static Stream<Named<ResourceType>> kinds() {
    return new BuiltInRegistry(DefinitionKinds.all())
        .all().stream()
            .filter(ResourceType::stored)
            .map(type -> Named.of(type.kind() + " " + apiVersion(type), type));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aStrangeObjectIsRefusedOrTaken(ResourceType type) {
    var mutator = new Mutator(SEED + apiVersion(type).hashCode() + type.kind().hashCode());
    var valid = example(type);
    for (var round = 0; round < 60 * ROUNDS; round++) {
      var json = mutator.tree(valid).toString().getBytes(StandardCharsets.UTF_8);
      send("POST", collection(type) + "?dryRun=All", "application/json", json);
      var cut = mutator.bytes(valid.toString().getBytes(StandardCharsets.UTF_8));
      send(
          "POST", collection(type) + "?dryRun=All&fieldValidation=Strict", "application/json", cut);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aStrangeUpdateIsRefusedOrTaken(ResourceType type) {
    var mutator = new Mutator(SEED - apiVersion(type).hashCode() - type.kind().hashCode());
    var valid = example(type);
    var path = create(type, valid);
    for (var round = 0; round < 30 * ROUNDS; round++) {
      var json = mutator.tree(valid).toString().getBytes(StandardCharsets.UTF_8);
      send("PUT", path + "?dryRun=All", "application/json", json);
      send("PUT", path + "/status?dryRun=All", "application/json", json);
      send("PATCH", path + "?dryRun=All", "application/merge-patch+json", json);
      send("PATCH", path + "?dryRun=All", "application/strategic-merge-patch+json", json);
      var apply = path + "?dryRun=All&fieldManager=fuzz&force=true";
      send("PATCH", apply, "application/apply-patch+yaml", json);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void strangeProtobufIsRefusedOrTaken(ResourceType type) {
    var mutator = new Mutator(SEED * 31 + apiVersion(type).hashCode() + type.kind().hashCode());
    var valid =
        ProtobufWriter.of(apiVersion(type), type.kind())
            .map(writer -> writer.write(example(type).toString().getBytes(StandardCharsets.UTF_8)));
    assertThat(valid).as("protobuf of " + type.kind()).isPresent();
    for (var round = 0; round < 60 * ROUNDS; round++) {
      var body = mutator.bytes(valid.get());
      send("POST", collection(type) + "?dryRun=All", "application/vnd.kubernetes.protobuf", body);
    }
  }

  @Test
  void aStrangeCustomObjectIsRefusedOrTaken() {
    var definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    var definition = Examples.of(DefinitionKinds.all().getFirst());
    api.post(definitions, definition.toString());
    var widgets = "/apis/example.com/v1/namespaces/default/widgets";
    await("widgets are served")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> api.get(widgets).code() == 200);
    var valid =
        Json.parseObject(
            """
            {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"x"},
             "spec":{"size":1,"mode":"a","at":"2020-01-01T00:00:00Z","port":"80%",
                     "parts":[{"name":"a"},{"name":"b"}],"labels":{"a":"b"}}}
            """
                .getBytes(StandardCharsets.UTF_8));
    assertThat(api.post(widgets, valid.toString()).code()).isEqualTo(201);
    var mutator = new Mutator(SEED);
    for (var round = 0; round < 300 * ROUNDS; round++) {
      var body = mutator.tree(valid).toString().getBytes(StandardCharsets.UTF_8);
      send("POST", widgets + "?dryRun=All", "application/json", body);
      send("PUT", widgets + "/x?dryRun=All", "application/json", body);
      send("PATCH", widgets + "/x?dryRun=All", "application/merge-patch+json", body);
      var apply = widgets + "/x?dryRun=All&fieldManager=fuzz&force=true";
      send("PATCH", apply, "application/apply-patch+yaml", body);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/json"})
  void strangeTextsAreRefusedOrTaken(String contentType) throws IOException {
    var mutator = new Mutator(SEED + contentType.hashCode());
    var yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata: &m
          name: x
          labels: {app: "web", other: 'x'}
        spec:
          containers:
          - name: main
            image: busybox
            args: [a, "b", 1.5, 0x1F, 1e3, ~, true, 2020-01-01]
            command:
            - |
              text
            - >-
              folded
          nodeSelector: {a: b}
        """;
    for (var round = 0; round < 600 * ROUNDS; round++) {
      var body = mutator.text(yaml).getBytes(StandardCharsets.UTF_8);
      send("POST", Api.PODS + "?dryRun=All", contentType, body);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "json|[{\"op\":\"add\",\"path\":\"/metadata/labels/a\",\"value\":\"b\"},"
            + "{\"op\":\"move\",\"from\":\"/spec/containers/0\",\"path\":\"/spec/containers/-\"},"
            + "{\"op\":\"test\",\"path\":\"/spec/containers/0/name\",\"value\":\"main\"},"
            + "{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/metadata/annotations\"},"
            + "{\"op\":\"remove\",\"path\":\"/spec/containers/0/env/0\"}]",
        "merge|{\"metadata\":{\"labels\":{\"a\":null,\"b\":\"c\"}},\"spec\":{\"containers\":[]}}",
        "strategic-merge|{\"metadata\":{\"$retainKeys\":[\"name\"]},\"spec\":{"
            + "\"$setElementOrder/containers\":[{\"name\":\"main\"}],\"containers\":[{\"name\":"
            + "\"main\",\"$patch\":\"delete\"},{\"name\":\"b\",\"image\":\"c\",\"env\":[{\"name\":"
            + "\"A\",\"value\":\"B\"}]}],\"$deleteFromPrimitiveList/x\":[1]}}",
        "apply|{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"patched\"},\"spec\":"
            + "{\"containers\":[{\"name\":\"main\",\"image\":\"b\",\"ports\":[{\"containerPort\":"
            + "80,\"protocol\":\"TCP\"}]}]}}"
      })
  void strangePatchesAreRefusedOrTaken(String type, String patch) {
    var mutator = new Mutator(SEED + type.hashCode());
    api.post(Api.PODS, Api.pod("patched"));
    var contentType = "application/" + type + "-patch+" + (type.equals("apply") ? "yaml" : "json");
    for (var round = 0; round < 500 * ROUNDS; round++) {
      var body =
          patch.startsWith("{") && round % 2 == 0
              ? mutator.tree(Json.parseObject(patch.getBytes(StandardCharsets.UTF_8))).toString()
              : mutator.text(patch);
      var query = type.equals("apply") ? "&fieldManager=fuzz&force=true" : "";
      var path = Api.PODS + "/patched?dryRun=All" + query;
      send("PATCH", path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labelSelector|app=web,!x,tier in (a, b),z notin (c),y!=1,w>3",
        "fieldSelector|metadata.name=x,spec.nodeName!=a,status.phase==Running",
        "limit|10",
        "resourceVersion|1",
        "timeoutSeconds|30",
        "fieldManager|me",
        "propagationPolicy|Foreground",
        "resourceVersionMatch|NotOlderThan",
        "allowWatchBookmarks|true",
        "sendInitialEvents|false",
        "pretty|true",
        "timeout|1s"
      })
  void strangeQueriesAreRefusedOrTaken(String option, String value) {
    var mutator = new Mutator(SEED + option.hashCode());
    for (var round = 0; round < 100 * ROUNDS; round++) {
      var text = URLEncoder.encode(mutator.text(value), StandardCharsets.UTF_8);
      var query = "?timeout=100ms&" + option + "=" + text;
      send("GET", Api.PODS + query, "", null);
      send("DELETE", Api.PODS + query + "&dryRun=All", "", null);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void strangeContinueTokensAreRefusedOrTaken(int page) {
    var mutator = new Mutator(SEED + page);
    for (var i = 0; i < 4; i++) {
      api.post(Api.MAPS, Api.map("page" + i));
    }
    var first = api.get(Api.MAPS + "?limit=" + page);
    var token = first.at("/metadata/continue");
    var json = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    for (var round = 0; round < 200 * ROUNDS; round++) {
      var encoded =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mutator.text(json).getBytes(StandardCharsets.UTF_8));
      send("GET", Api.MAPS + "?limit=1&continue=" + encoded, "", null);
      var raw = URLEncoder.encode(mutator.text(token), StandardCharsets.UTF_8);
      send("GET", Api.MAPS + "?limit=1&continue=" + raw, "", null);
    }
  }

  private static ObjectNode example(ResourceType type) {
    var object = Json.object().put("apiVersion", apiVersion(type)).put("kind", type.kind());
    object.setAll(Examples.of(type));
    return object;
  }

  private static String apiVersion(ResourceType type) {
    var gvr = type.resource();
    return gvr.group().isEmpty() ? gvr.version() : gvr.group() + "/" + gvr.version();
  }

  private static String collection(ResourceType type) {
    var gvr = type.resource();
    var root = gvr.group().isEmpty() ? "/api/" : "/apis/" + gvr.group() + "/";
    return root
        + gvr.version()
        + (type.namespaced() ? "/namespaces/default/" : "/")
        + gvr.resource();
  }

  /** Creates the object, and gives its path; that of another when it cannot be. */
  private static String create(ResourceType type, ObjectNode object) {
    api.post(collection(type), object.toString());
    return collection(type) + "/" + object.at("/metadata/name").asText();
  }

  private static void send(String method, String path, String contentType, byte[] body) {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    var request =
        HttpRequest.newBuilder(URI.create(server.get().url() + path))
            .timeout(DEADLINE)
            .method(method, publisher);
    if (body != null) {
      request.header("Content-Type", contentType);
    }
    try {
      var answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
      var text = new String(answer.body(), StandardCharsets.UTF_8);
      if (answer.statusCode() >= 500 && !isTimeout(text)) {
        fail(wrong(method, path, contentType, body) + "\nanswered " + text);
      }
    } catch (IOException e) {
      throw new AssertionError(wrong(method, path, contentType, body) + "\nbroke: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What has been asked for did not come in time: a revision of the future, a request of 1 ms. */
  private static boolean isTimeout(String status) {
    return status.contains("\"reason\":\"Timeout\"");
  }

  private static String wrong(String method, String path, String contentType, byte[] body) {
    var shown = body == null ? "" : new String(body, StandardCharsets.UTF_8);
    return String.join(
        "\n",
        List.of(
            method + " " + path + " " + contentType,
            shown.substring(0, Math.min(shown.length(), 4_000))));
  }
}
