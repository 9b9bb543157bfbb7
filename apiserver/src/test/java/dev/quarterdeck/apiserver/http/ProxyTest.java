package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.client.pki.CertificateAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
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

  private static final String PAGE =
      "<html><body><a href=\"/a?b=c\">a</a><img src=b.png><p>/c</p>" + "x".repeat(200_000);

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
    if (request.path().equals("/astray")) {
      request.response().setStatusCode(302).putHeader("Location", "/%zz").end();
      return;
    }
    if (request.path().equals("/page")) {
      page(request);
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

  /** A page in the encoding that the query names; {@code broken} says gzip and is none. */
  private static void page(HttpServerRequest request) {
    var encoding = request.query();
    var page = PAGE.getBytes(StandardCharsets.UTF_8);
    var response = request.response().putHeader("Content-Type", "text/html; charset=utf-8");
    if (!encoding.equals("identity")) {
      response.putHeader("Content-Encoding", encoding.equals("broken") ? "gzip" : encoding);
    }
    response.putHeader("Access-Control-Allow-Origin", "*");
    response.end(
        Buffer.buffer(
            switch (encoding) {
              case "gzip" -> packed(page, GZIPOutputStream::new);
              case "deflate" ->
                  packed(page, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
              default -> page;
            }));
  }

  /** Makes a stream that compresses what it passes on. */
  private interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] packed(byte[] page, Packer packer) {
    var bytes = new ByteArrayOutputStream();
    try (var out = packer.over(bytes)) {
      out.write(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
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
    made(
        api.post(
            SERVICES, "{\"metadata\":{\"name\":\"single\"},\"spec\":{\"ports\":[{\"port\":80}]}}"));
    slice("single-1", "", port, "web");
    node("self", "127.0.0.1", 6443);
    node("loopback", "127.0.0.1", port);
    node("virtual", "10.96.0.1", 443);
    node("n1", address, port);
  }

  private static void node(String name, String address, int port) {
    made(api.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"%s\"}}".formatted(name)));
    made(
        api.patch(
            "/api/v1/nodes/%s/status".formatted(name),
            "merge",
            """
            {"status":{"addresses":[{"type":"InternalIP","address":"%s"}],
             "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}
            """
                .formatted(address, port)));
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
    "services/single, false",
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
    "pods/web:1, 503, error trying to reach service: dial tcp ADDRESS:1: connect: connection refused",
    "services/web, 503, no endpoints available for service \"web\"",
    "services/web:81, 503, no service port 81 found for service \"web\"",
    "services/stray, 503, no endpoints available for service \"stray\""
  })
  void whatCannotBeReachedIsNamed(String what, int code, String message) {
    var answer = api.get("/api/v1/namespaces/default/" + what + "/proxy/");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.at("/message")).contains(message.replace("ADDRESS", address));
  }

  @Test
  void whoMayNotIsRefused() {
    assertThat(api.as("joe").get(PODS + "/web/proxy/").at("/message"))
        .contains("cannot get resource \"pods/proxy\"");
    assertThat(api.as("joe").send("DELETE", PODS + "/web/proxy/x", null, "").at("/message"))
        .contains("cannot delete resource \"pods/proxy\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"self", "loopback", "virtual"})
  void noNodeLeadsBackToTheControlPlane(String node) {
    var answer = api.get("/api/v1/nodes/" + node + "/proxy/healthz");
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.at("/message")).isEqualTo("address not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "deflate"})
  void linksOfPagesLeadThroughTheProxy(String encoding) throws IOException {
    var answer = api.get(PODS + "/web/proxy/page?" + encoding);
    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.header("Content-Encoding"))
        .isEqualTo(encoding.equals("identity") ? "" : encoding);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    var body = new ByteArrayInputStream(answer.response().body());
    try (var page =
        switch (encoding) {
          case "gzip" -> new GZIPInputStream(body);
          case "deflate" -> new InflaterInputStream(body, new Inflater(true));
          default -> body;
        }) {
      assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(PAGE.replace("/a?b=c", PODS + "/web/proxy/a?b=c"));
    }
  }

  @Test
  void aPageThatCannotBeReadIsAFault() {
    var answer = api.get(PODS + "/web/proxy/page?broken");
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.at("/message")).contains("Not in GZIP format");
  }

  @Test
  void aRedirectThatIsNoUrlIsAFault() {
    var answer = api.get(PODS + "/web/proxy/astray");
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.at("/message"))
        .contains("error trying to parse Location header", "invalid URL escape \"%zz\"");
  }
}
