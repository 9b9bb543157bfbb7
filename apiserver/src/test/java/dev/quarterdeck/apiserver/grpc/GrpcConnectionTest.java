package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.client.grpc.GrpcAccess;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.RawApi;
import dev.quarterdeck.client.grpc.Resources;
import dev.quarterdeck.client.grpc.Selection;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection carries all calls of a program: what some of them do must not cost the others. */
@Timeout(60)
class GrpcConnectionTest {

  private static final Target MAPS =
      Target.newBuilder()
          .setVersion("v1")
          .setResource("configmaps")
          .setNamespace("default")
          .build();

  private final DevServer server = DevServer.start();
  private final GrpcClient cluster =
      GrpcClient.connect(GrpcAccess.plaintext("127.0.0.1", server.port(), ""), "connection-test");
  private final Resources<ConfigMap> maps =
      cluster.resources(ConfigMap.class).inNamespace("default");
  private RawApi.Stream<WatchEvent> witness;

  @BeforeEach
  void watch() {
    create("first");
    witness = openWatch();
  }

  @AfterEach
  void stop() {
    witness.close();
    cluster.close();
    server.close();
  }

  private void create(String name) {
    var metadata = new ConfigMapBuilder().withNewMetadata().withName(name);
    maps.create(metadata.withNamespace("default").endMetadata().build());
  }

  /** A watch that is under way; it is not resumed when its connection breaks. */
  private RawApi.Stream<WatchEvent> openWatch() {
    var watch = cluster.raw().watch(WatchRequest.newBuilder().setTarget(MAPS).build());
    assertThat(watch.next().getObject().getJson()).contains("\"first\"");
    return watch;
  }

  private void assertThatTheOthersGoOn() {
    create("last");
    assertThat(witness.next().getObject().getJson()).contains("\"last\"");
  }

  @Test
  void manyWatchesMayCloseAtOnce() {
    var watches = new ArrayList<RawApi.Stream<WatchEvent>>();
    for (var i = 0; i < 500; i++) {
      watches.add(openWatch());
    }

    watches.forEach(RawApi.Stream::close);

    assertThatTheOthersGoOn();
  }

  /** A client that closes what has ended would soon look like an attacker. */
  @Test
  void callsThatHaveEndedAreNotReset() {
    for (var i = 0; i < 2_100; i++) {
      maps.list(Selection.ALL);
    }

    assertThatTheOthersGoOn();
  }

  /** As clients' keepalive does it, and more often: some servers take that for an attack. */
  @Test
  void aQuietCallMayBeKeptAliveWithPings() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var http =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
      var path = "/quarterdeck.v1.Api/Watch";
      var request = await(http.request(HttpMethod.POST, server.port(), "127.0.0.1", path));
      request.putHeader("content-type", "application/grpc");
      var watch = WatchRequest.newBuilder().setTarget(MAPS).build();
      var answer = await(request.send(Buffer.buffer(Frames.of(watch))));
      var ended = answer.end();
      for (var i = 0; i < 200; i++) {
        request.connection().ping(Buffer.buffer("8 bytes."));
      }
      var after = await(http.request(HttpMethod.GET, server.port(), "127.0.0.1", "/livez"));
      assertThat(after.connection()).isSameAs(request.connection());
      assertThat(await(after.send()).statusCode()).isEqualTo(200); // Behind all of them.
      assertThat(ended.isComplete()).isFalse();
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
