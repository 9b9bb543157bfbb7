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
import java.util.ArrayList;
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
}
