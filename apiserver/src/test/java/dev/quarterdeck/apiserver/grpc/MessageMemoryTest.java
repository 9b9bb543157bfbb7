package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.http.ApiRoutes;
import dev.quarterdeck.client.grpc.GrpcAccess;
import dev.quarterdeck.client.grpc.GrpcClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages on their way share a bound: here the least there is, twice the largest body. */
@Timeout(60)
class MessageMemoryTest {

  /** Three of them fit within the bound, their prefixes included; four do not. */
  private static final int PART = (2 << 20) - 1024;

  private static final String TOO_MANY_REQUESTS = "8";

  private final DevServer server =
      DevServer.start(
          new ApiRoutes.Limits(400, 200, Duration.ofSeconds(30), 0, ApiRoutes.Patience.DEFAULT));
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() throws Exception {
    await(http.close());
    await(vertx.close());
    server.close();
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Sends the first two thirds of a message of 3 MiB and waits. */
  private HttpClientRequest beginMessage(String method) throws Exception {
    var path = "/quarterdeck.v1.Api/" + method;
    var request = await(http.request(HttpMethod.POST, server.port(), "127.0.0.1", path));
    request.putHeader("content-type", "application/grpc").setChunked(true);
    request
        .response()
        .onSuccess(answer -> ended.add(method + " " + answer.getHeader("grpc-status")));
    await(request.write(Buffer.buffer().appendByte((byte) 0).appendInt(3 << 20)));
    await(request.write(Buffer.buffer(new byte[PART])));
    return request;
  }

  @Test
  void theMessageLongestOnItsWayGivesWay() throws Exception {
    beginMessage("Create");
    beginMessage("PodExec");
    beginMessage("Create");
    assertThat(ended).isEmpty();

    beginMessage("Update");
    assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("Create " + TOO_MANY_REQUESTS);
    beginMessage("Update");
    assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("PodExec " + TOO_MANY_REQUESTS);
    assertThatOthersAreServed();
  }

  @Test
  void aMessageGivenUpLeavesItsRoom() throws Exception {
    for (var i = 0; i < 6; i++) {
      beginMessage("Create").reset();
      assertThat(await(get("/livez"))).isEqualTo(200); // Behind the reset, on its connection.
    }
    assertThat(ended).isEmpty();
  }

  private io.vertx.core.Future<Integer> get(String path) {
    return http.request(HttpMethod.GET, server.port(), "127.0.0.1", path)
        .compose(HttpClientRequest::send)
        .map(answer -> answer.statusCode());
  }

  private void assertThatOthersAreServed() {
    try (var cluster =
        GrpcClient.connect(GrpcAccess.plaintext("127.0.0.1", server.port(), ""), "memory-test")) {
      assertThat(cluster.version().getGitVersion()).startsWith("v1.36");
    }
  }
}
