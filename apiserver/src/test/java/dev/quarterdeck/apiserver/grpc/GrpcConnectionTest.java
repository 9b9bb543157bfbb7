package dev.quarterdeck.apiserver.grpc;

import static dev.quarterdeck.apiserver.grpc.OneServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.RawApi;
import dev.quarterdeck.client.grpc.Selection;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One connection carries all calls of a program: what some of them do must not cost the others. */
@Timeout(60)
class GrpcConnectionTest {

  @RegisterExtension final OneServer server = new OneServer();
  private final GrpcClient cluster = server.client();
  private RawApi.Stream<WatchEvent> witness;

  @BeforeEach
  void watch() {
    Maps.create(cluster, "first", "");
    witness = openWatch();
  }

  @AfterEach
  void stop() {
    witness.close();
  }

  /** A watch that is under way. */
  private RawApi.Stream<WatchEvent> openWatch() {
    var watch = Maps.watch(cluster, "");
    assertThat(watch.next().getObject().getJson()).contains("\"first\"");
    return watch;
  }

  private void assertThatTheOthersGoOn() {
    Maps.create(cluster, "last", "");
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
    var maps = cluster.resources(ConfigMap.class).inNamespace("default");
    for (var i = 0; i < 2_100; i++) {
      maps.list(Selection.ALL);
    }

    assertThatTheOthersGoOn();
  }

  /** As clients' keepalive does it, and more often: some servers take that for an attack. */
  @Test
  void aQuietCallMayBeKeptAliveWithPings() throws Exception {
    var watch = WatchRequest.newBuilder().setTarget(Maps.TARGET).build();
    var request = server.call("Watch");
    var answer = await(request.send(Buffer.buffer(Frames.of(watch))));
    var ended = answer.end();
    for (var i = 0; i < 200; i++) {
      request.connection().ping(Buffer.buffer("8 bytes."));
    }
    var after = server.request(HttpMethod.GET, "/livez");
    assertThat(after.connection()).isSameAs(request.connection());
    assertThat(await(after.send()).statusCode()).isEqualTo(200); // Behind all of them.
    assertThat(ended.isComplete()).isFalse();
  }
}
