package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.connect.ProxyLocation;
import dev.quarterdeck.client.pki.CertificateAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods, services and nodes as they are seen through the API server. */
@Timeout(60)
class ProxyTest {

  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String SLICES =
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

  private static Vertx vertx;
  private static HttpServer target;
  private static HttpServer tlsTarget;
  private static DevServer server;
  private static Api api;
  private static String address;

  @BeforeAll
  static void start(@TempDir Path pki) throws Exception {
    address = ownAddress();
    Assumptions.assumeThat(address).as("an address besides loopback").isNotEmpty();
    vertx = Vertx.vertx();
    target = listen(new HttpServerOptions());
    var credential =
        CertificateAuthority.openOrCreate(pki, InstantSource.system(), new SecureRandom())
            .server(pki, "web", "web", List.of("web"));
    tlsTarget =
        listen(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(credential.certificatePem()))
                        .addKeyValue(Buffer.buffer(credential.privateKeyPem()))));
    server = DevServer.start();
    api = new Api(server.url());
    objects();
    for (var path :
        List.of(
            PODS + "/web/proxy/",
            SERVICES + "/web:http/proxy/",
            SERVICES + "/https:web:tls/proxy/",
            "/api/v1/nodes/n1/proxy/")) {
      awaitTarget(path);
    }
  }

  /** The watch caches hear of addresses a moment after they are written. */
  private static void awaitTarget(String path) {
    var end = Instant.now().plus(Duration.ofSeconds(10));
    while (api.get(path).code() != 200) {
      assertThat(Instant.now()).as(path + api.get(path).text()).isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static String ownAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
        .map(InetAddress::getHostAddress)
        .filter(a -> !a.contains(":"))
        .findFirst()
        .orElse("");
  }

  private static HttpServer listen(HttpServerOptions options) throws Exception {
    return vertx
        .createHttpServer(options)
        .requestHandler(ProxyTest::answer)
        .listen(0)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static void answer(HttpServerRequest request) {
    if (request.path().equals("/upgrade")) {
      request.toNetSocket().onSuccess(socket -> socket.handler(socket::write));
      return;
    }
    if (request.path().equals("/away")) {
      request.response().setStatusCode(302).putHeader("Location", "/login?x=1").end();
      return;
    }
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .setStatusCode(request.path().equals("/teapot") ? 418 : 200)
                    .putHeader("X-Theirs", "yes")
                    .end(
                        "%s %s ssl=%s cookie=%s auth=%s for=%s body=%s"
                            .formatted(
                                request.method(),
                                request.uri(),
                                request.isSSL(),
                                request.getHeader("Cookie"),
                                request.getHeader("Authorization"),
                                request.getHeader("X-Forwarded-For"),
                                body)));
  }

  private static void objects() {
    var port = target.actualPort();
    made(
        api.post(
            PODS,
            "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"nodeName\":\"n1\",\"containers\":[{\"name\":\"a\","
                + "\"image\":\"a\",\"ports\":[{\"containerPort\":%d}]}]}}".formatted(port)));
    made(
        api.patch(
            PODS + "/web/status", "merge", "{\"status\":{\"podIP\":\"%s\"}}".formatted(address)));
    made(api.post(PODS, Api.pod("local")));
    made(api.patch(PODS + "/local/status", "merge", "{\"status\":{\"podIP\":\"127.0.0.1\"}}"));
    made(
        api.post(
            SERVICES,
            "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":80},"
                + "{\"name\":\"tls\",\"port\":443}]}}"));
    slice("web-1", "http", port, "web");
    slice("web-2", "tls", tlsTarget.actualPort(), "web");
    made(
        api.post(
            SERVICES, "{\"metadata\":{\"name\":\"stray\"},\"spec\":{\"ports\":[{\"port\":80}]}}"));
    slice("stray-1", "", port, "nobody");
    made(api.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n1\"}}"));
    made(
        api.patch(
            "/api/v1/nodes/n1/status",
            "merge",
            "{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"%s\"}],"
                    .formatted(address)
                + "\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":%d}}}}".formatted(port)));
  }

  private static void made(Api.Answer answer) {
    assertThat(answer.code()).as(answer.text()).isBetween(200, 201);
  }

  private static void slice(String name, String portName, int port, String pod) {
    var answer =
        api.post(
            SLICES,
            """
            {"metadata":{"name":"%s","labels":{"kubernetes.io/service-name":"%s"}},
             "addressType":"IPv4","ports":[{"name":"%s","port":%d}],
             "endpoints":[{"addresses":["%s"],"conditions":{"ready":true},
                           "targetRef":{"kind":"Pod","namespace":"default","name":"%s"}}]}
            """
                .formatted(name, name.replaceFirst("-.*", ""), portName, port, address, pod));
    assertThat(answer.code()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "pods/web, false",
    "pods/http:web:PORT, false",
    "pods/http%3Aweb%3APORT, false",
    "pods/https:web:TLS, true",
    "services/web, false",
    "services/web:http, false",
    "services/web:80, false",
    "services/http:web:80, false",
    "services/https:web:443, true",
    "services/https:web:tls, true"
  })
  void aRequestReachesWhatItNames(String what, boolean tls) {
    var name =
        what.replace("PORT", "" + target.actualPort()).replace("TLS", "" + tlsTarget.actualPort());
    var answer =
        api.with("Cookie", "a=b", "Authorization", "Bearer me/system:masters")
            .get("/api/v1/namespaces/default/" + name + "/proxy/a%2Fb/?x=1");
    assertThat(answer.code()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo("GET /a%%2Fb/?x=1 ssl=%s cookie=a=b auth=null for=127.0.0.1 body=", tls);
    assertThat(answer.header("X-Theirs")).isEqualTo("yes");
  }

  @Test
  void aNodeIsReachedAtItsAgentOrAnyPort() {
    assertThat(api.get("/api/v1/nodes/n1/proxy/pods").text()).startsWith("GET /pods ssl=false");
    var port = "https:n1:" + tlsTarget.actualPort();
    assertThat(api.get("/api/v1/nodes/" + port + "/proxy/x").text()).startsWith("GET /x ssl=true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"})
  void everyMethodGoesThrough(String method) {
    var body = method.startsWith("P") ? "sent" : null;
    var answer = api.send(method, PODS + "/web/proxy/teapot", body, "text/plain");
    assertThat(answer.code()).isEqualTo(418);
    if (!method.equals("HEAD")) {
      assertThat(answer.text())
          .startsWith(method + " /teapot")
          .endsWith("body=" + (body == null ? "" : body));
    }
  }

  @Test
  void theRootHasASlashAndRedirectsStayInside() {
    var root = api.get(PODS + "/web/proxy?a=b");
    assertThat(root.code()).isEqualTo(301);
    assertThat(root.header("Location")).isEqualTo(PODS + "/web/proxy/?a=b");
    assertThat(api.post(PODS + "/web/proxy", "x").text()).startsWith("POST / ");
    assertThat(api.get(PODS + "/web/proxy/away").header("Location"))
        .isEqualTo(PODS + "/web/proxy/login?x=1");
  }

  @Test
  void aConnectionThatSwitchesProtocolsIsPiped() throws IOException {
    try (var client = new Socket("127.0.0.1", server.port())) {
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write(
              ("GET "
                      + PODS
                      + "/web/proxy/upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                      + "Upgrade: websocket\r\n\r\nping")
                  .getBytes(StandardCharsets.ISO_8859_1));
      var in = client.getInputStream();
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      assertThat(head).startsWith("HTTP/1.1 101");
      assertThat(new String(in.readNBytes(4), StandardCharsets.ISO_8859_1)).isEqualTo("ping");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pods/local:80, 400, address not allowed",
    "pods/nobody, 404, pods \"nobody\" not found",
    "pods/web:http, 400, invalid port \"http\"",
    "pods/ftp:web:80, 400, invalid pod request",
    "pods/web:1, 503, error dialing backend",
    "services/web:81, 503, no service port 81 found for service \"web\"",
    "services/stray, 503, no endpoints available for service \"stray\""
  })
  void whatCannotBeReachedIsNamed(String what, int code, String message) {
    var answer = api.get("/api/v1/namespaces/default/" + what + "/proxy/");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.at("/message")).contains(message);
  }

  @Test
  void whoMayNotIsRefused() {
    assertThat(api.as("joe").get(PODS + "/web/proxy/").at("/message"))
        .contains("cannot get resource \"pods/proxy\"");
    assertThat(api.as("joe").send("DELETE", PODS + "/web/proxy/x", null, "").at("/message"))
        .contains("cannot delete resource \"pods/proxy\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /p/proxy/a",
    "/, /p/proxy/",
    "/a/?b=c#d, /p/proxy/a/?b=c#d",
    "a, a",
    "../a, ../a",
    "/p/proxy/a, /p/proxy/a",
    "http://10.0.0.1:80/a, /p/proxy/a",
    "https://here:6443/a, https://here:6443/p/proxy/a",
    "https://elsewhere/a, https://elsewhere/a",
    "'%', '%'"
  })
  void redirectsAreRewrittenAsKubernetesDoes(String location, String rewritten) {
    assertThat(new ProxyLocation("/p/proxy", "10.0.0.1:80", "here:6443").rewrite(location))
        .isEqualTo(rewritten);
  }
}
