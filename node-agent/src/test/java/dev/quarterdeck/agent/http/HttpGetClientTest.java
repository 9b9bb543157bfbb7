package dev.quarterdeck.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.http.HttpGetResult.Answered;
import dev.quarterdeck.agent.http.HttpGetResult.Failed;
import dev.quarterdeck.agent.http.HttpGetResult.NoPort;
import dev.quarterdeck.agent.http.HttpGetResult.RedirectedAway;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What probes and lifecycle hooks have in common: the request they send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpGetClientTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final HttpGetClient client = new HttpGetClient(vertx);
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private HttpServer server;

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      await(server.close());
    }
    heads.clear();
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private int serve(HttpServerOptions options) throws Exception {
    server = vertx.createHttpServer(options).requestHandler(this::answer);
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  private int serve() throws Exception {
    return serve(new HttpServerOptions());
  }

  private void answer(HttpServerRequest request) {
    heads.add(
        "%s %s Host=%s User-Agent=%s Accept=%s X-One=%s"
            .formatted(
                request.method(),
                request.uri(),
                request.getHeader("Host"),
                request.getHeader("User-Agent"),
                request.getHeader("Accept"),
                request.headers().getAll("X-One")));
    var response = request.response();
    var path = request.path();
    if (path.startsWith("/status/")) {
      response
          .setStatusCode(Integer.parseInt(path.substring(8)))
          .putHeader("Location", "/status/200")
          .end("body");
    } else if (path.startsWith("/redirect/")) {
      response
          .setStatusCode(302)
          .putHeader("Location", path.substring("/redirect/".length()))
          .end();
    } else if (path.equals("/loop")) {
      response.setStatusCode(302).putHeader("Location", "/loop").end();
    } else if (path.startsWith("/endless")) {
      response.setChunked(true);
      response.write(Buffer.buffer(new byte[64 << 10]));
    } else {
      response.end();
    }
  }

  private static HTTPGetActionBuilder action(String path, int port) {
    return new HTTPGetActionBuilder().withPath(path).withPort(new IntOrString(port));
  }

  private HttpGetResult get(HTTPGetAction action, HttpPurpose purpose) throws Exception {
    var container =
        new ContainerBuilder().addNewPort().withName("web").withContainerPort(80).endPort().build();
    return client.get(action, container, "127.0.0.1", purpose, TIMEOUT);
  }

  private HttpGetResult probe(HTTPGetAction action) throws Exception {
    return get(action, HttpPurpose.PROBE);
  }

  @ParameterizedTest
  @CsvSource({
    "/status/200, 200",
    "/status/204, 204",
    "/status/301, 200",
    "/status/302, 200",
    "/status/303, 200",
    "/status/304, 304",
    "/status/307, 200",
    "/status/308, 200",
    "/status/399, 399",
    "/status/404, 404",
    "/redirect//status/500, 500",
    "/endless, 200",
    "status/200, 200",
    "'/a b|c?d=\"e', 200",
  })
  void answersAreTakenAfterRedirectsOnTheSameHost(String path, int status) throws Exception {
    assertThat(probe(action(path, serve()).build())).isEqualTo(new Answered(status));
  }

  @Test
  void redirectsToOtherHostsAreNotFollowed() throws Exception {
    var port = serve();
    assertThat(probe(action("/redirect/http://elsewhere.example/", port).build()))
        .isEqualTo(new RedirectedAway());
  }

  @Test
  void redirectsEnd() throws Exception {
    var port = serve();
    assertThat(probe(action("/loop", port).build()))
        .isEqualTo(
            new Failed(
                "Get \"http://127.0.0.1:%d/loop\": stopped after 10 redirects".formatted(port)));
  }

  @ParameterizedTest
  @CsvSource({
    "PROBE, kube-probe/1.36",
    "LIFECYCLE_HOOK, kube-lifecycle/1.36",
  })
  void headersAreTheActionsOwnHostIncluded(HttpPurpose purpose, String agent) throws Exception {
    var port = serve();
    get(action("/plain", port).build(), purpose);
    assertThat(heads.poll())
        .isEqualTo(
            "GET /plain Host=127.0.0.1:%d User-Agent=%s Accept=*/* X-One=[]"
                .formatted(port, agent));
    var action =
        action("/own", port)
            .addNewHttpHeader("Host", "vhost.example")
            .addNewHttpHeader("X-One", "1")
            .addNewHttpHeader("X-One", "2")
            .addNewHttpHeader("User-Agent", "me")
            .addNewHttpHeader("Accept", "")
            .build();
    get(action, purpose);
    assertThat(heads.poll())
        .isEqualTo("GET /own Host=vhost.example User-Agent=me Accept=null X-One=[1, 2]");
  }

  @ParameterizedTest
  @CsvSource({
    "/next, vhost.example",
    "http://127.0.0.1:%d/next, 127.0.0.1:%d",
  })
  void anOwnHostHeaderOutlivesRelativeRedirectsOnly(String location, String host) throws Exception {
    var port = serve();
    var path = "/redirect/" + location.formatted(port);
    probe(action(path, port).addNewHttpHeader("Host", "vhost.example").build());
    heads.poll();
    assertThat(heads.poll()).contains("/next Host=%s ".formatted(host.formatted(port)));
  }

  @ParameterizedTest
  @EnumSource(HttpPurpose.class)
  void certificatesAreNotVerified(HttpPurpose purpose) throws Exception {
    var certificate = SelfSignedCertificate.create();
    var options =
        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
    var action =
        action("/own", serve(options))
            .withScheme("HTTPS")
            .addNewHttpHeader("Host", "vhost.example")
            .build();
    assertThat(get(action, purpose)).isEqualTo(new Answered(200));
    assertThat(heads.poll()).contains("Host=vhost.example");
    certificate.delete();
  }

  @Test
  void onlyHooksFallBackToHttpWhereTheServerSpeaksNoTls() throws Exception {
    var port = serve();
    var action = action("/plain", port).withScheme("HTTPS").build();
    assertThat(get(action, HttpPurpose.LIFECYCLE_HOOK)).isEqualTo(new Answered(200));
    assertThat(get(action, HttpPurpose.PROBE))
        .isEqualTo(
            new Failed(
                "Get \"https://127.0.0.1:%d/plain\": http: server gave HTTP response to HTTPS client"
                    .formatted(port)));
  }

  @Test
  void whatDoesNotAnswerFails() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var result =
          client.get(
              action("/", silent.getLocalPort()).build(),
              new ContainerBuilder().build(),
              "127.0.0.1",
              HttpPurpose.PROBE,
              Duration.ofMillis(100));
      assertThat(result).isInstanceOf(Failed.class);
      assertThat(result.toString()).contains("context deadline exceeded");
    }
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    assertThat(probe(action("/", closed).build()))
        .isEqualTo(
            new Failed("Get \"http://127.0.0.1:%d/\": connection refused".formatted(closed)));
  }

  @ParameterizedTest
  @CsvSource({
    "none, 'strconv.Atoi: parsing \"none\": invalid syntax'",
    "'', 'strconv.Atoi: parsing \"\": invalid syntax'",
    "0, invalid port number: 0",
    "65536, invalid port number: 65536",
  })
  void aPortTheContainerDoesNotHaveIsNamed(String port, String message) throws Exception {
    var action = new HTTPGetActionBuilder().withPort(new IntOrString(port)).build();
    assertThat(probe(action)).isEqualTo(new NoPort(message));
  }

  @ParameterizedTest
  @CsvSource({"web, 80", "81, 81"})
  void portsGoByNameOrNumber(String port, int expected) throws Exception {
    var container =
        new ContainerBuilder().addNewPort().withName("web").withContainerPort(80).endPort().build();
    assertThat(ContainerPorts.resolve(new IntOrString(port), container)).isEqualTo(expected);
    assertThat(ContainerPorts.resolve(new IntOrString(8080), container)).isEqualTo(8080);
  }
}
