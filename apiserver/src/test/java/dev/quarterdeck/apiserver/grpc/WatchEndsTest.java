package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcAccess;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.RawApi;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.Target;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends a watch says where to go on, and costs nobody else anything. */
@Timeout(60)
class WatchEndsTest {

  private static final Target MAPS =
      Target.newBuilder()
          .setVersion("v1")
          .setResource("configmaps")
          .setNamespace("default")
          .build();

  /** More than history may weigh, and than the connection holds back for a reader. */
  private static final int UPDATES = 250;

  private static final String LARGE = "x".repeat(100_000);

  private final MemoryStore store = new MemoryStore();
  private DevServer server;
  private GrpcClient cluster;
  private GrpcClient another;

  private void start() {
    server = DevServer.start(0, store);
    cluster = connect();
    another = connect();
  }

  private GrpcClient connect() {
    return GrpcClient.connect(GrpcAccess.plaintext("127.0.0.1", server.port(), ""), "watch-ends");
  }

  @AfterEach
  void stop() {
    cluster.close();
    another.close();
    server.close();
  }

  private static RawApi.Stream<WatchEvent> watch(GrpcClient client, String after) {
    return client
        .raw()
        .watch(WatchRequest.newBuilder().setTarget(MAPS).setResourceVersion(after).build());
  }

  private ConfigMap write(String value) {
    return cluster
        .resources(ConfigMap.class)
        .inNamespace("default")
        .apply(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("written")
                .withNamespace("default")
                .endMetadata()
                .addToData("key", value)
                .build(),
            "watch-ends",
            true);
  }

  @Test
  void aSlowReaderIsCutAndToldWhereToGoOnWhileTheOthersAreServed() {
    start();
    var first = write("first").getMetadata().getResourceVersion();
    try (var slow = watch(another, first);
        var fast = watch(cluster, first)) {
      write("second");
      assertThat(slow.next().getObject().getJson()).contains("second");
      assertThat(fast.next().getObject().getJson()).contains("second");
      for (var i = 0; i < UPDATES; i++) {
        var written = write(i + LARGE);
        assertThat(fast.next().getResourceVersion())
            .isEqualTo(written.getMetadata().getResourceVersion());
      }

      var end = catchThrowableOfType(CallException.class, () -> drain(slow));
      assertExpired(end);
      assertThatOneCanGoOnFrom(end);
    }
  }

  private static void drain(RawApi.Stream<WatchEvent> watch) {
    var last = 0L;
    var told = 0;
    while (watch.hasNext()) {
      var revision = Long.parseLong(watch.next().getResourceVersion());
      assertThat(revision).isGreaterThan(last);
      last = revision;
      assertThat(++told).as("it was slowed, not fed").isLessThan(UPDATES);
    }
  }

  @Test
  void whatWasCompactedIsATypedErrorThatNamesTheRevisionToStartFrom() {
    for (var i = 0; i < 5; i++) {
      store.create("/registry/other/" + i, new byte[] {1}, null);
    }
    store.compact(5);
    start();
    write("first");
    try (var late = watch(another, "2")) {
      var end = catchThrowableOfType(CallException.class, late::next);

      assertExpired(end);
      assertThatOneCanGoOnFrom(end);
    }
  }

  private static void assertExpired(CallException end) {
    assertThat(end).isNotNull();
    assertThat(end.code()).isEqualTo("OUT_OF_RANGE");
    assertThat(end.reason()).isEqualTo("Expired");
    assertThat(end.status().getCode()).isEqualTo(410);
    assertThat(end.status().getResume().getListFirst()).isTrue();
  }

  /** As api.proto says: list at or after the revision, then watch from the list's. */
  private void assertThatOneCanGoOnFrom(CallException end) {
    var request =
        ListRequest.newBuilder()
            .setTarget(MAPS)
            .setResourceVersion(end.status().getResume().getResourceVersion())
            .setResourceVersionMatch("NotOlderThan")
            .build();
    try (var pages = another.raw().list(request)) {
      var page = pages.next();
      assertThat(page.getItemsList()).isNotEmpty();
      try (var again = watch(another, page.getResourceVersion())) {
        write("after all");
        assertThat(again.next().getObject().getJson()).contains("after all");
      }
    }
  }
}
