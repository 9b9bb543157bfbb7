package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.client.grpc.GrpcAccess;
import dev.quarterdeck.client.grpc.GrpcClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A server and its clients over gRPC, which end with it. */
final class OneServer extends TestServer {

  private static final long SECONDS = 20;

  private HttpClient http;

  OneServer() {}

  OneServer(Supplier<DevServer> starter) {
    super(starter);
  }

  /** An administrator's client, on a connection of its own. */
  GrpcClient client() {
    return client("");
  }

  /** A user's client; see {@link DevServer} for what a token says. */
  GrpcClient client(String token) {
    var access = GrpcAccess.plaintext("127.0.0.1", get().port(), token);
    return own(GrpcClient.connect(access, "grpc-test"));
  }

  /** For generated code as it comes. */
  ManagedChannel channel() {
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", get().port()).usePlaintext().build();
    own(channel::shutdownNow);
    return channel;
  }

  /**
   * A request in bare HTTP/2, all of them on one connection, so that nothing does what we do not.
   */
  HttpClientRequest request(HttpMethod method, String path) throws Exception {
    var port = get().port();
    if (http == null) {
      var vertx = Vertx.vertx();
      own(() -> await(vertx.close()));
      http =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
    }
    return await(http.request(method, port, "127.0.0.1", path));
  }

  /** A call in bare HTTP/2, of which nothing is sent yet. */
  HttpClientRequest call(String method) throws Exception {
    return request(HttpMethod.POST, "/quarterdeck.v1.Api/" + method)
        .putHeader("content-type", "application/grpc");
  }

  /** Waits until so many watches, logs and connections to pods are under way. */
  void awaitLongRunning(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(SECONDS))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(longRunning()).isEqualTo(count));
  }

  int longRunning() {
    return get().longRunning();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }
}
