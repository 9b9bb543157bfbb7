package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.ApiServerConfig.KubeletCredentials;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.Credential;
import dev.quarterdeck.model.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as it is really reached: over TLS, with client certificates, over HTTP/1.1 and 2. */
@Timeout(30)
class TlsTest {

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private CertificateAuthority authority;
  private DevServer server;

  @BeforeEach
  void start() throws IOException {
    authority = CertificateAuthority.openOrCreate(folder, Clock.systemUTC(), new SecureRandom());
    var kubelet = authority.client(folder, "kubelet-client", "kube-apiserver", List.of());
    server =
        DevServer.start(
            serverOptions("server"),
            new KubeletCredentials(
                bytes(kubelet.certificatePem()),
                bytes(kubelet.privateKeyPem()),
                bytes(authority.certificatePem())));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    await(vertx.close());
  }

  private HttpServerOptions serverOptions(String name) throws IOException {
    return new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setClientAuth(ClientAuth.REQUEST)
        .setKeyCertOptions(key(authority.server(folder, name, name, List.of("127.0.0.1"))))
        .setTrustOptions(trust());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static PemKeyCertOptions key(Credential credential) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(credential.certificatePem()))
        .addKeyValue(Buffer.buffer(credential.privateKeyPem()));
  }

  private PemTrustOptions trust() {
    return new PemTrustOptions().addCertValue(Buffer.buffer(authority.certificatePem()));
  }

  private HttpClient client(HttpVersion version, String user, String group) throws IOException {
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(version)
            .setTrustOptions(trust())
            .setDefaultHost("127.0.0.1")
            .setDefaultPort(server.port());
    if (!user.isEmpty()) {
      options.setKeyCertOptions(key(authority.client(folder, user, user, List.of(group))));
    }
    return vertx.createHttpClient(options);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Buffer send(HttpClient client, HttpMethod method, String path, String body)
      throws Exception {
    var options = new RequestOptions().setMethod(method).setURI(path);
    options.putHeader("Content-Type", "application/json");
    return await(
        client
            .request(options)
            .compose(request -> request.send(Buffer.buffer(body)))
            .compose(response -> response.body()));
  }

  @Test
  void theCertificateNamesTheUser() throws Exception {
    var path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    for (var version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      var client = client(version, "joe", "devs");
      var answer = Json.parseObject(send(client, HttpMethod.POST, path, "{}").getBytes());
      assertThat(answer.at("/status/userInfo/username").asText()).isEqualTo("joe");
      assertThat(answer.at("/status/userInfo/groups/0").asText()).isEqualTo("devs");
    }
  }

  @Test
  void whoShowsNoCertificateIsAnonymous() throws Exception {
    var client = client(HttpVersion.HTTP_1_1, "", "");
    var refused = send(client, HttpMethod.GET, "/api/v1/pods", "");
    assertThat(refused.toString()).contains("User \\\"system:anonymous\\\" cannot list");
    assertThat(send(client, HttpMethod.GET, "/healthz", "").toString()).isEqualTo("ok");
  }

  @Test
  void watchesRunOverHttp2BesideOtherRequests() throws Exception {
    var client = client(HttpVersion.HTTP_2, "admin", "system:masters");
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    var path = "/api/v1/namespaces/default/configmaps";
    await(
        client
            .request(HttpMethod.GET, path + "?watch=true&resourceVersion=0")
            .compose(request -> request.send())
            .onSuccess(response -> response.handler(data -> received.add(data.toString()))));
    send(client, HttpMethod.POST, path, Api.map("over-http2"));
    assertThat(received.poll(10, TimeUnit.SECONDS))
        .contains("\"ADDED\"", "over-http2")
        .endsWith("\n");
  }

  /** A client that loses patience resets its stream; the others on the connection go on. */
  @Test
  void requestsGivenUpOverHttp2LeaveTheirConnectionAlone() throws Exception {
    var client = client(HttpVersion.HTTP_2, "admin", "system:masters");
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    var path = "/api/v1/namespaces/default/configmaps";
    var watch = await(client.request(HttpMethod.GET, path + "?watch=true&resourceVersion=0"));
    watch.connection().goAwayHandler(told -> received.add("GOAWAY " + told.getErrorCode()));
    var events = await(watch.send());
    events.handler(data -> received.add(data.toString()));
    events.exceptionHandler(broken -> received.add("broken: " + broken));
    var random = new Random(20261121);
    for (var i = 0; i < 150; i++) {
      var options = new RequestOptions().setMethod(HttpMethod.GET).setURI(path + "?limit=1");
      var request = await(client.request(options));
      assertThat(request.connection()).as("%d: %s", i, received).isSameAs(watch.connection());
      var given = random.nextInt(3_000);
      request.end();
      for (var end = System.nanoTime() + given * 1_000L; System.nanoTime() < end; ) {
        Thread.onSpinWait(); // up to 3 ms, about what an answer takes
      }
      request.reset();
    }
    send(client, HttpMethod.POST, path, Api.map("after-all-of-them"));
    assertThat(received.poll(10, TimeUnit.SECONDS)).contains("ADDED", "after-all-of-them");
  }

  @Test
  void longSelectorsFitIntoHttp2() throws Exception {
    var client = client(HttpVersion.HTTP_2, "admin", "system:masters");
    var selector = "a%20in%20%28" + "value%2C".repeat(4_000) + "y%29";
    var answer = send(client, HttpMethod.GET, Api.PODS + "?labelSelector=" + selector, "");
    assertThat(Json.parseObject(answer.getBytes()).path("kind").asText()).isEqualTo("PodList");
  }

  @Test
  void nodeAgentsAreShownOurCertificate() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    var agent =
        await(
            vertx
                .createHttpServer(serverOptions("kubelet"))
                .requestHandler(
                    request -> {
                      try {
                        var peer = request.connection().sslSession().getPeerPrincipal().getName();
                        asked.add(peer + " " + request.uri());
                        request.response().end("the log\n");
                      } catch (javax.net.ssl.SSLPeerUnverifiedException nobody) {
                        request.response().setStatusCode(401).end();
                      }
                    })
                .listen(0, "127.0.0.1"));
    var admin = client(HttpVersion.HTTP_2, "admin", "system:masters");
    send(admin, HttpMethod.POST, "/api/v1/nodes", node(agent.actualPort()));
    patchStatus(admin, agent.actualPort());
    var pod = Api.pod("talks").replace("\"spec\":{", "\"spec\":{\"nodeName\":\"n1\",");
    send(admin, HttpMethod.POST, Api.PODS, pod);
    var log = send(admin, HttpMethod.GET, Api.PODS + "/talks/log", "");
    assertThat(log.toString()).isEqualTo("the log\n");
    assertThat(asked.poll(10, TimeUnit.SECONDS))
        .contains("kube-apiserver", "/containerLogs/default/talks/main");
  }

  private static String node(int port) {
    return """
        {"metadata":{"name":"n1"},
         "status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
         "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}
        """
        .formatted(port);
  }

  private static void patchStatus(HttpClient client, int port) throws Exception {
    var options =
        new RequestOptions().setMethod(HttpMethod.PATCH).setURI("/api/v1/nodes/n1/status");
    options.putHeader("Content-Type", "application/merge-patch+json");
    await(client.request(options).compose(r -> r.send(Buffer.buffer(node(port)))));
  }

  @Test
  void aBodyTooLargeIsRefusedWithAStatusOverHttp2() throws Exception {
    var client = client(HttpVersion.HTTP_2, "admin", "system:masters");
    var path = "/api/v1/namespaces/default/configmaps";
    var refused = send(client, HttpMethod.POST, path, "x".repeat(5 * 1024 * 1024));
    assertThat(Json.parseObject(refused.getBytes()).path("reason").asText())
        .isEqualTo("RequestEntityTooLarge");
  }

  @Test
  void hangingUpOnAListLeavesTheConnectionsOtherStreams() throws Exception {
    var client = client(HttpVersion.HTTP_2, "admin", "system:masters");
    var path = "/api/v1/namespaces/default/configmaps";
    for (var i = 0; i < 8; i++) {
      send(client, HttpMethod.POST, path, Api.map("large-" + i, "data", "x".repeat(900_000)));
    }
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    await(
        client
            .request(HttpMethod.GET, path + "?watch=true&labelSelector=new&timeoutSeconds=60")
            .compose(request -> request.send())
            .onSuccess(
                response -> {
                  response.handler(data -> received.add(data.toString()));
                  response.exceptionHandler(gone -> received.add("watch broke: " + gone));
                }));
    var paused =
        await(
            client
                .request(HttpMethod.GET, path)
                .compose(request -> request.send())
                .onSuccess(response -> response.pause()));
    paused.request().reset();
    var map = "{\"metadata\":{\"name\":\"small\",\"labels\":{\"new\":\"\"}}}";
    for (var i = 0; i < 20; i++) { // whatever the server does about the list, it has done by then
      send(client, HttpMethod.GET, "/livez", "");
    }
    send(client, HttpMethod.POST, path, map);
    assertThat(received.poll(10, TimeUnit.SECONDS)).contains("\"ADDED\"", "small");
  }
}
