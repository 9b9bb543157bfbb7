package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for one test, started when it is first needed, and its clients; all end with it. */
final class OneServer implements AfterEachCallback {

  private static final long SECONDS = 20;

  private final Supplier<DevServer> starter;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private DevServer server;
  private HttpClient http;

  OneServer() {
    this(DevServer::start);
  }

  OneServer(Supplier<DevServer> starter) {
    this.starter = starter;
  }

  private DevServer server() {
    if (server == null) {
      server = starter.get();
      open.push(server);
    }
    return server;
  }

  /** An administrator's client, on a connection of its own. */
  GrpcClient client() {
    return client("");
  }

  /** A user's client; see {@link DevServer} for what a token says. */
  GrpcClient client(String token) {
    var access = GrpcAccess.plaintext("127.0.0.1", server().port(), token);
    var client = GrpcClient.connect(access, "grpc-test");
    open.push(client);
    return client;
  }

  /** For generated code as it comes. */
  ManagedChannel channel() {
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server().port()).usePlaintext().build();
    open.push(channel::shutdownNow);
    return channel;
  }

  /**
   * A request in bare HTTP/2, all of them on one connection, so that nothing does what we do not.
   */
  HttpClientRequest request(HttpMethod method, String path) throws Exception {
    var port = server().port();
    if (http == null) {
      var vertx = Vertx.vertx();
      open.push(() -> await(vertx.close()));
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
    for (var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        longRunning() != count && System.nanoTime() < end; ) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(longRunning()).isEqualTo(count);
  }

  int longRunning() {
    return server().longRunning();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
