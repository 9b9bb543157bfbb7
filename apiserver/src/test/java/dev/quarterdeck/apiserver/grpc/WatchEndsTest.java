package dev.quarterdeck.apiserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.RawApi;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.WatchEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ends a watch says where to go on, and costs nobody else anything. */
@Timeout(60)
class WatchEndsTest {

  /** More than history may weigh, and than the connection holds back for a reader. */
  private static final int UPDATES = 250;

  private static final String LARGE = "x".repeat(100_000);

  private final MemoryStore store = new MemoryStore();

  @RegisterExtension final OneServer server = new OneServer(() -> DevServer.start(0, store));

  @Test
  void aSlowReaderIsCutAndToldWhereToGoOnWhileTheOthersAreServed() {
    var cluster = server.client();
    var another = server.client();
    var first = Maps.write(cluster, "first").getMetadata().getResourceVersion();
    try (var slow = Maps.watch(another, first);
        var fast = Maps.watch(cluster, first)) {
      Maps.write(cluster, "second");
      assertThat(slow.next().getObject().getJson()).contains("second");
      assertThat(fast.next().getObject().getJson()).contains("second");
      for (var i = 0; i < UPDATES; i++) {
        var written = Maps.write(cluster, i + LARGE);
        assertThat(fast.next().getResourceVersion())
            .isEqualTo(written.getMetadata().getResourceVersion());
      }

      var end = catchThrowableOfType(CallException.class, () -> drain(slow));
      assertExpired(end);
      assertThatOneCanGoOnFrom(end, another);
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
    var client = server.client();
    Maps.write(client, "first");
    try (var late = Maps.watch(client, "2")) {
      var end = catchThrowableOfType(CallException.class, late::next);

      assertExpired(end);
      assertThatOneCanGoOnFrom(end, client);
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
  private static void assertThatOneCanGoOnFrom(CallException end, GrpcClient client) {
    var request =
        ListRequest.newBuilder()
            .setTarget(Maps.TARGET)
            .setResourceVersion(end.status().getResume().getResourceVersion())
            .setResourceVersionMatch("NotOlderThan")
            .build();
    try (var pages = client.raw().list(request)) {
      var page = pages.next();
      assertThat(page.getItemsList()).isNotEmpty();
      try (var again = Maps.watch(client, page.getResourceVersion())) {
        Maps.write(client, "after all");
        assertThat(again.next().getObject().getJson()).contains("after all");
      }
    }
  }
}
