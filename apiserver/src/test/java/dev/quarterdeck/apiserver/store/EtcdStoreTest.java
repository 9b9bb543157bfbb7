package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("etcd")
class EtcdStoreTest extends StoreContract {

  private static EtcdFixture etcd;
  private static SimpleMeterRegistry registry;
  private static EtcdStore store;

  @BeforeAll
  static void start() {
    etcd = EtcdFixture.start();
    registry = new SimpleMeterRegistry();
    store = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
  }

  @AfterAll
  static void stop() {
    store.close();
    etcd.close();
  }

  @Override
  Store store() {
    return store;
  }

  @Test
  void callsAreMeasuredByOperationAndType() {
    store.create("/registry/configmaps/default/measured", "{}".getBytes(UTF_8), null);

    var timer =
        registry
            .get("etcd.request.duration")
            .tags("operation", "create", "type", "configmaps")
            .timer();
    assertThat(timer.count()).isEqualTo(1);
  }

  @Test
  void tooLargeValueIsTheClientsFault() {
    assertThatThrownBy(() -> store.create("/registry/big", new byte[3 << 20], null))
        .isInstanceOfSatisfying(
            ApiFault.class, e -> assertThat(e.reason()).isEqualTo(Reason.REQUEST_ENTITY_TOO_LARGE));
    assertThat(store.get("/registry/big")).isEmpty();
  }

  @Test
  void callsEndAtTheirDeadlineWhenNobodyAnswers() {
    var config = EtcdConfig.plain("127.0.0.1:1").withCallTimeout(Duration.ofMillis(200));
    try (var lost = EtcdStore.open(config, new SimpleMeterRegistry(), Time.system())) {
      assertThatThrownBy(() -> lost.get("/registry/a"))
          .isInstanceOfSatisfying(
              ApiFault.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
  }

  @Test
  void interruptionEndsACallPromptly() throws Exception {
    var config = EtcdConfig.plain("127.0.0.1:1").withCallTimeout(Duration.ofMinutes(5));
    try (var lost = EtcdStore.open(config, new SimpleMeterRegistry(), Time.system())) {
      var caller =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThatThrownBy(() -> lost.get("/registry/a"))
                          .isInstanceOf(ApiFault.class));
      caller.interrupt();
      assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void oneOfSeveralServersCompacts() {
    try (var connection = new EtcdConnection(EtcdConfig.plain(etcd.endpoint()), Time.system());
        var compactor =
            Compactor.start(
                new EtcdCalls(connection.channel(), Duration.ofSeconds(5), registry),
                Duration.ofDays(1),
                Time.system())) {
      var none = new Compactor.Mark(0, 0);
      var first = compactor.compactTo(none);
      var other = compactor.compactTo(none);
      assertThat(other.version()).as("the loser learns the version").isEqualTo(first.version());

      store.create("/registry/x/" + System.nanoTime(), new byte[] {1}, null);
      assertThat(compactor.compacted()).isZero();
      var second = compactor.compactTo(first);
      assertThat(second.version()).isEqualTo(first.version() + 1);
      assertThatThrownBy(() -> store.list("/registry/", "", 0, first.revision() - 1))
          .isInstanceOfSatisfying(
              Store.CompactedException.class,
              e -> assertThat(e.compactedRevision()).isEqualTo(first.revision()));
      assertThat(compactor.compacted()).isEqualTo(first.revision());

      try (var late =
          Compactor.start(
              new EtcdCalls(connection.channel(), Duration.ofSeconds(5), registry),
              Duration.ofDays(1),
              Time.system())) {
        late.compactTo(none);
        assertThat(late.compacted())
            .as("who lost knows how far the other went")
            .isEqualTo(first.revision());
      }
    }
  }
}
