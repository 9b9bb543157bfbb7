package dev.quarterdeck.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.HTTPHeader;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkProbesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final HttpProbe http = new HttpProbe(vertx);
  private final GrpcProbe grpc = new GrpcProbe(vertx);
  private HttpServer server;

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      await(server.close());
    }
  }

  @AfterAll
  void stop() throws Exception {
    http.close();
    grpc.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private int serve(HttpServerOptions options) throws Exception {
    server = vertx.createHttpServer(options).requestHandler(this::answer);
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  private void answer(HttpServerRequest request) {
    var response = request.response();
    var path = request.path();
    if (path.startsWith("/status/")) {
      response.setStatusCode(Integer.parseInt(path.substring(8))).end("body");
    } else if (path.startsWith("/same")) {
      response.setStatusCode(302).putHeader("Location", "/status/500").end();
    } else if (path.startsWith("/away")) {
      response.setStatusCode(302).putHeader("Location", "http://elsewhere.example/").end();
    } else if (path.startsWith("/loop")) {
      response.setStatusCode(302).putHeader("Location", "/loop").end();
    } else if (path.startsWith("/headers")) {
      var good =
          "vhost.example".equals(request.getHeader("Host"))
              && "1".equals(request.getHeader("X-One"))
              && "kube-probe/1.36".equals(request.getHeader("User-Agent"));
      response.setStatusCode(good ? 200 : 400).end();
    } else if (path.startsWith("/endless")) {
      response.setChunked(true);
      response.write(Buffer.buffer(new byte[64 << 10]));
    } else if (path.equals("/grpc.health.v1.Health/Check")) {
      request.body().onSuccess(body -> answerHealth(request, body));
    }
  }

  private void answerHealth(HttpServerRequest request, Buffer body) {
    var service = body.length() <= 5 ? "" : body.getString(7, body.length());
    var response = request.response().putHeader("content-type", "application/grpc");
    switch (service) {
      case "" -> serving(response, 1);
      case "down" -> serving(response, 2);
      case "slow" -> {}
      default -> response.putHeader("grpc-status", "5").putHeader("grpc-message", "unknown").end();
    }
  }

  private static void serving(io.vertx.core.http.HttpServerResponse response, int status) {
    response.putTrailer("grpc-status", "0");
    response.end(
        Buffer.buffer()
            .appendByte((byte) 0)
            .appendInt(2)
            .appendByte((byte) 8)
            .appendByte((byte) status));
  }

  private static HTTPGetActionBuilder get(String path) {
    return new HTTPGetActionBuilder().withPath(path);
  }

  private Outcome probe(HTTPGetAction get, int port) throws InterruptedException {
    return http.attempt(get, "127.0.0.1", port, TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource({
    "/status/200, true, ''",
    "/status/204, true, ''",
    "/status/399, true, ''",
    "/status/400, false, HTTP probe failed with statuscode: 400",
    "/status/500, false, HTTP probe failed with statuscode: 500",
    "/same, false, HTTP probe failed with statuscode: 500",
    "/endless, true, ''",
  })
  void httpAnswersAreJudgedByStatus(String path, boolean success, String message) throws Exception {
    var expected = success ? new Outcome.Success() : new Outcome.Failure(message);
    assertThat(probe(get(path).build(), serve(new HttpServerOptions()))).isEqualTo(expected);
  }

  @Test
  void redirectsStayOnTheHostAndEnd() throws Exception {
    var port = serve(new HttpServerOptions());
    assertThat(probe(get("/away").build(), port)).isInstanceOf(Outcome.Warning.class);
    assertThat(probe(get("/loop").build(), port))
        .isEqualTo(
            new Outcome.Failure(
                "Get \"http://127.0.0.1:%d/loop\": stopped after 10 redirects".formatted(port)));
  }

  @Test
  void headersAreTheProbes() throws Exception {
    var get =
        get("headers")
            .withHttpHeaders(new HTTPHeader("Host", "vhost.example"), new HTTPHeader("X-One", "1"))
            .build();
    assertThat(probe(get, serve(new HttpServerOptions()))).isEqualTo(new Outcome.Success());
  }

  @Test
  void certificatesAreNotChecked() throws Exception {
    var certificate = SelfSignedCertificate.create();
    var port =
        serve(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
    assertThat(probe(get("/status/200").withScheme("HTTPS").build(), port))
        .isEqualTo(new Outcome.Success());
    certificate.delete();
  }

  @Test
  void whatDoesNotAnswerFails() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var outcome =
          http.attempt(
              get("/").build(), "127.0.0.1", silent.getLocalPort(), Duration.ofMillis(100));
      assertThat(outcome).isInstanceOf(Outcome.Failure.class);
      assertThat(outcome.toString()).contains("context deadline exceeded");
    }
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    assertThat(probe(get("/").build(), closed))
        .isEqualTo(
            new Outcome.Failure(
                "Get \"http://127.0.0.1:%d/\": connection refused".formatted(closed)));
    assertThat(grpc.attempt("127.0.0.1", closed, "", TIMEOUT))
        .isEqualTo(
            new Outcome.Failure(
                "error: failed to connect service at \"127.0.0.1:%d\": connection refused"
                    .formatted(closed)));
  }

  @Test
  void grpcHealthIsAskedByService() throws Exception {
    var port = serve(new HttpServerOptions());
    assertThat(grpc.attempt("127.0.0.1", port, "", TIMEOUT)).isEqualTo(new Outcome.Success());
    assertThat(grpc.attempt("127.0.0.1", port, "down", TIMEOUT))
        .isEqualTo(new Outcome.Failure("service unhealthy (responded with \"NOT_SERVING\")"));
    assertThat(grpc.attempt("127.0.0.1", port, "other", TIMEOUT))
        .isEqualTo(new Outcome.Failure("error: health service not found: unknown"));
    assertThat(grpc.attempt("127.0.0.1", port, "slow", Duration.ofMillis(100)))
        .isInstanceOf(Outcome.Failure.class);
  }
}
