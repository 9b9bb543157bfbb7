package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.CustomKinds.DEFINITIONS;
import static dev.quarterdeck.apiserver.http.CustomKinds.await;
import static dev.quarterdeck.apiserver.http.CustomKinds.definition;
import static dev.quarterdeck.apiserver.http.CustomKinds.json;
import static dev.quarterdeck.apiserver.http.CustomKinds.object;
import static dev.quarterdeck.apiserver.http.CustomKinds.path;
import static dev.quarterdeck.apiserver.http.CustomKinds.serve;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.model.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Custom kinds of several versions: converted by name or by webhook, watched through changes. */
@Timeout(60)
class CustomVersionsTest {

  private static final AtomicInteger REVIEWS = new AtomicInteger();

  @TempDir static Path folder;

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);
  private static Vertx vertx;
  private static HttpServer webhook;
  private static String caBundle;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    var authority =
        CertificateAuthority.openOrCreate(folder, Clock.systemUTC(), new SecureRandom());
    var own = authority.server(folder, "hook", "hook", List.of("127.0.0.1", "hook.default.svc"));
    caBundle =
        Base64.getEncoder()
            .encodeToString(authority.certificatePem().getBytes(StandardCharsets.US_ASCII));
    webhook =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(own.certificatePem()))
                            .addKeyValue(Buffer.buffer(own.privateKeyPem()))))
            .requestHandler(
                request ->
                    request.bodyHandler(
                        body -> request.response().end(answer(request.path(), body))))
            .listen(0, "0.0.0.0")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    vertx.close();
  }

  /** v1 has spec.full, v2 spec.first and spec.last. */
  private static Buffer answer(String path, Buffer body) {
    REVIEWS.incrementAndGet();
    var review = Json.parseObject(body.getBytes());
    var response = review.putObject("response");
    response.put("uid", review.at("/request/uid").asText());
    if (path.equals("/refuses")) {
      response.putObject("result").put("status", "Failure").put("message", "not today");
      return Buffer.buffer(Json.write(review));
    }
    response.putObject("result").put("status", "Success");
    var version = review.at("/request/desiredAPIVersion").asText();
    var converted = response.putArray("convertedObjects");
    for (var object : review.at("/request/objects")) {
      converted.add(convert((ObjectNode) object.deepCopy(), version));
    }
    review.remove("request");
    return Buffer.buffer(Json.write(review));
  }

  private static ObjectNode convert(ObjectNode object, String version) {
    object.put("apiVersion", version);
    var spec = (ObjectNode) object.get("spec");
    if (version.endsWith("/v2")) {
      var words = spec.path("full").asText().split(" ");
      spec.remove("full");
      spec.put("first", words[0]).put("last", words[1]);
    } else {
      spec.put("full", spec.path("first").asText() + " " + spec.path("last").asText());
      spec.remove(List.of("first", "last"));
    }
    object.withObjectProperty("metadata").withObjectProperty("labels").put("converted", "yes");
    return object;
  }

  private static ObjectNode twoVersions(String plural, String kind) {
    var definition = definition(plural, kind, "\"full\":{\"type\":\"string\"}");
    var versions = (ArrayNode) definition.at("/spec/versions");
    var second = (ObjectNode) versions.get(0).deepCopy();
    second.put("name", "v2").put("storage", false);
    ((ObjectNode) second.at("/schema/openAPIV3Schema/properties/spec"))
        .set(
            "properties", json("{\"first\":{\"type\":\"string\"},\"last\":{\"type\":\"string\"}}"));
    versions.add(second);
    return definition;
  }

  private static ObjectNode withWebhook(ObjectNode definition, ObjectNode client) {
    var conversion = ((ObjectNode) definition.get("spec")).putObject("conversion");
    conversion.put("strategy", "Webhook");
    var settings = conversion.putObject("webhook");
    settings.putArray("conversionReviewVersions").add("v1");
    settings.set("clientConfig", client.put("caBundle", caBundle));
    return definition;
  }

  private static ObjectNode url(String path) {
    return Json.object().put("url", "https://127.0.0.1:" + webhook.actualPort() + path);
  }

  private static String v2(String plural) {
    return path(plural).replace("/v1/", "/v2/");
  }

  private static void change(String plural, Consumer<ObjectNode> change) {
    var at = DEFINITIONS + "/" + plural + ".tests.example.com";
    var definition = api.get(at).json();
    change.accept(definition);
    var answer = api.put(at, definition);
    assertThat(answer.code()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void withoutAWebhookVersionsDifferInNameAndSchemaOnly() {
    serve(api, twoVersions("nones", "Noner"));
    api.post(path("nones"), object("Noner", "n", "\"full\":\"Ada Lovelace\""));
    var seen = api.get(v2("nones") + "/n");
    assertThat(seen.at("/apiVersion")).isEqualTo("tests.example.com/v2");
    assertThat(seen.json().at("/spec")).hasToString("{}");
  }

  @Test
  void aWebhookConvertsReadsWritesAndWholeLists() {
    serve(api, withWebhook(twoVersions("people", "Person"), url("/")));
    api.post(path("people"), object("Person", "ada", "\"full\":\"Ada Lovelace\""));
    api.post(path("people"), object("Person", "alan", "\"full\":\"Alan Turing\""));
    var one = api.get(v2("people") + "/ada");
    assertThat(one.json().at("/spec")).hasToString("{\"first\":\"Ada\",\"last\":\"Lovelace\"}");
    assertThat(one.at("/metadata/labels/converted")).isEqualTo("yes");
    var before = REVIEWS.get();
    var list = api.get(v2("people")).json();
    assertThat(list.path("items")).hasSize(2);
    assertThat(list.at("/items/1/spec/last").asText()).isEqualTo("Turing");
    assertThat(REVIEWS.get() - before).as("one review for the list").isEqualTo(1);
    var changed = api.patch(v2("people") + "/ada", "merge", "{\"spec\":{\"last\":\"Byron\"}}");
    assertThat(changed.at("/spec/last")).isEqualTo("Byron");
    assertThat(api.get(path("people") + "/ada").at("/spec/full")).isEqualTo("Ada Byron");
  }

  @Test
  void aWatchShowsItsOwnVersion() throws IOException {
    serve(api, withWebhook(twoVersions("seens", "Seen"), url("/")));
    api.post(path("seens"), object("Seen", "s", "\"full\":\"Grace Hopper\""));
    try (var watch = watch(v2("seens") + "?watch=true")) {
      var event = next(watch);
      assertThat(event.path("type").asText()).isEqualTo("ADDED");
      assertThat(event.at("/object/spec/last").asText()).isEqualTo("Hopper");
    }
  }

  @Test
  void aServiceIsCalledAtItsEndpoints() {
    var address = ownAddress();
    api.post(
        "/api/v1/namespaces/default/services",
        """
        {"metadata":{"name":"hook"},"spec":{"ports":[{"name":"https","port":443}]}}
        """);
    var slice =
        api.post(
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            """
            {"metadata":{"name":"hook-1","labels":{"kubernetes.io/service-name":"hook"}},
             "addressType":"IPv4","endpoints":[{"addresses":["%s"],"conditions":{"ready":true}}],
             "ports":[{"name":"https","port":%d,"protocol":"TCP"}]}
            """
                .formatted(address, webhook.actualPort()));
    assertThat(slice.code()).as(slice.text()).isEqualTo(201);
    var client = Json.object();
    client.putObject("service").put("namespace", "default").put("name", "hook").put("path", "/");
    serve(api, withWebhook(twoVersions("served", "Servant"), client));
    api.post(path("served"), object("Servant", "s", "\"full\":\"Mary Shelley\""));
    await(() -> api.get(v2("served") + "/s").at("/spec/last").equals("Shelley"));
  }

  private static String ownAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
          .map(a -> a.getHostAddress())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("this machine has no network", e);
    }
  }

  @Test
  void whatTheWebhookSaysAgainstItIsTheAnswer() {
    serve(api, withWebhook(twoVersions("refuseds", "Refused"), url("/refuses")));
    api.post(path("refuseds"), object("Refused", "r", "\"full\":\"No Way\""));
    var answer = api.get(v2("refuseds") + "/r");
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.at("/message"))
        .isEqualTo("conversion webhook for tests.example.com/v1, Kind=Refused failed: not today");
    assertThat(api.get(path("refuseds") + "/r").code()).isEqualTo(200);
  }

  @Test
  void aWebhookThatIsNotThereFailsTheVersionsThatNeedIt() {
    var nowhere = Json.object().put("url", "https://127.0.0.1:1/");
    serve(api, withWebhook(twoVersions("losts", "Lost"), nowhere));
    api.post(path("losts"), object("Lost", "l", "\"full\":\"No One\""));
    var answer = api.get(v2("losts") + "/l");
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.at("/message"))
        .contains("conversion webhook for tests.example.com/v1", "Post \"https://127.0.0.1:1/\"");
  }

  @Test
  void theStorageVersionMovesAndIsRemembered() {
    serve(api, withWebhook(twoVersions("movers", "Mover"), url("/")));
    var old = api.post(path("movers"), object("Mover", "old", "\"full\":\"Old Times\""));
    assertThat(old.code()).as(old.text()).isEqualTo(201);
    change(
        "movers",
        definition -> {
          ((ObjectNode) definition.at("/spec/versions/0")).put("storage", false);
          ((ObjectNode) definition.at("/spec/versions/1")).put("storage", true);
        });
    var definition = api.get(DEFINITIONS + "/movers.tests.example.com").json();
    assertThat(definition.at("/status/storedVersions")).hasToString("[\"v1\",\"v2\"]");
    var made = api.post(path("movers"), object("Mover", "new", "\"full\":\"New Times\""));
    assertThat(made.code()).as(made.text()).isEqualTo(201);
    await(() -> api.get(v2("movers")).json().path("items").size() == 2);
    assertThat(api.get(v2("movers") + "/old").at("/spec/last")).isEqualTo("Times");
    assertThat(api.get(path("movers") + "/new").at("/spec/full")).isEqualTo("New Times");
    var gone = api.get(DEFINITIONS + "/movers.tests.example.com").json();
    ((ArrayNode) gone.at("/spec/versions")).remove(0);
    var refused = api.put(DEFINITIONS + "/movers.tests.example.com", gone);
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.text()).contains("status.storedVersions[0]", "missing from spec.versions");
  }

  @Test
  void aWatchSurvivesAChangedSchemaAndEndsWithItsVersion() throws IOException {
    serve(api, twoVersions("lasts", "Lasting"));
    api.post(v2("lasts"), v2Object("a", "\"first\":\"A\""));
    try (var watch = watch(v2("lasts") + "?watch=true");
        var other = watch(path("lasts") + "?watch=true")) {
      assertThat(next(watch).at("/object/metadata/name").asText()).isEqualTo("a");
      assertThat(next(other).at("/object/metadata/name").asText()).isEqualTo("a");
      change(
          "lasts",
          definition -> {
            for (var version : definition.at("/spec/versions")) {
              ((ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties"))
                  .putObject("extra")
                  .put("type", "string")
                  .put("default", "new");
            }
          });
      await(
          () ->
              api.post(v2("lasts") + "?dryRun=All", v2Object("b", ""))
                  .at("/spec/extra")
                  .equals("new"));
      api.post(v2("lasts"), v2Object("b", "\"first\":\"B\""));
      assertThat(next(watch).at("/object/spec/extra").asText()).isEqualTo("new");
      change(
          "lasts",
          definition -> ((ObjectNode) definition.at("/spec/versions/1")).put("served", false));
      var end = next(watch);
      assertThat(end.path("type").asText()).isEqualTo("ERROR");
      assertThat(end.at("/object/code").asInt()).isEqualTo(410);
      assertThat(watch.readLine()).isNull();
      await(() -> api.get(v2("lasts")).code() == 404);
      assertThat(api.get("/openapi/v2").text())
          .contains("com.example.tests.v1.Lasting")
          .doesNotContain("com.example.tests.v2.Lasting");
      assertThat(next(other).at("/object/metadata/name").asText()).isEqualTo("b");
      api.delete(path("lasts") + "/a");
      assertThat(next(other).path("type").asText()).isEqualTo("DELETED");
    }
    assertThat(api.get(path("lasts")).code()).isEqualTo(200);
  }

  @Test
  void serversOverOneStoreServeTheSameKinds() {
    try (var store = new MemoryStore();
        var one = DevServer.start(0, store);
        var other = DevServer.start(0, store)) {
      var first = new Api(one.url());
      var second = new Api(other.url());
      serve(first, definition("shareds", "Shared", ""));
      await(() -> second.get(path("shareds")).code() == 200);
      second.post(path("shareds"), object("Shared", "s", ""));
      assertThat(first.get(path("shareds") + "/s").code()).isEqualTo(200);
      second.delete(DEFINITIONS + "/shareds.tests.example.com");
      await(() -> first.get(path("shareds")).code() == 404);
      await(() -> second.get(path("shareds")).code() == 404);
    }
  }

  private static String v2Object(String name, String spec) {
    return object("Lasting", name, spec).replace("/v1\"", "/v2\"");
  }

  private static BufferedReader watch(String path) {
    return new BufferedReader(
        new InputStreamReader(api.stream(path).body(), StandardCharsets.UTF_8));
  }

  private static JsonNode next(BufferedReader watch) throws IOException {
    return Json.parse(watch.readLine().getBytes(StandardCharsets.UTF_8));
  }
}
