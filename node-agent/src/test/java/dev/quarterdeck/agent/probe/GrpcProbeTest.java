package dev.quarterdeck.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcProbeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final GrpcProbe grpc = new GrpcProbe(vertx);
  private int port;

  @BeforeAll
  void serve() throws Exception {
    var server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)));
    port = await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterAll
  void stop() throws Exception {
    grpc.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static void answer(HttpServerRequest request, Buffer body) {
    var service = body.length() <= 5 ? "" : body.getString(7, body.length());
    var response = request.response().putHeader("content-type", "application/grpc");
    switch (service) {
      case "" -> serving(response, 1);
      case "down" -> serving(response, 2);
      case "slow" -> {}
      default -> response.putHeader("grpc-status", "5").putHeader("grpc-message", "unknown").end();
    }
  }

  private static void serving(HttpServerResponse response, int status) {
    response.putTrailer("grpc-status", "0");
    response.end(
        Buffer.buffer()
            .appendByte((byte) 0)
            .appendInt(2)
            .appendByte((byte) 8)
            .appendByte((byte) status));
  }

  @Test
  void healthIsAskedByService() throws Exception {
    assertThat(grpc.attempt("127.0.0.1", port, "", TIMEOUT)).isEqualTo(new ProbeResult.Success());
    assertThat(grpc.attempt("127.0.0.1", port, "down", TIMEOUT))
        .isEqualTo(new ProbeResult.Failure("service unhealthy (responded with \"NOT_SERVING\")"));
    assertThat(grpc.attempt("127.0.0.1", port, "other", TIMEOUT))
        .isEqualTo(new ProbeResult.Failure("error: health service not found: unknown"));
    assertThat(grpc.attempt("127.0.0.1", port, "slow", Duration.ofMillis(100)))
        .isInstanceOf(ProbeResult.Failure.class);
  }

  @Test
  void aClosedPortFails() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    assertThat(grpc.attempt("127.0.0.1", closed, "", TIMEOUT))
        .isEqualTo(
            new ProbeResult.Failure(
                "error: failed to connect service at \"127.0.0.1:%d\": connection refused"
                    .formatted(closed)));
  }
}
