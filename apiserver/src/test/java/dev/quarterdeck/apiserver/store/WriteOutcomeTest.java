package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.store.Store.WriteResult.Refused;
import dev.quarterdeck.apiserver.store.Store.WriteResult.Written;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be found out about a write whose answer was lost. */
@Tag("etcd")
@Timeout(60)
class WriteOutcomeTest {

  private static final byte[] OURS = "ours".getBytes(UTF_8);
  private static final byte[] THEIRS = "theirs".getBytes(UTF_8);

  private static EtcdFixture etcd;
  private static EtcdConnection connection;
  private static EtcdStore store;
  private static WriteOutcome outcome;

  private final String key = "/registry/" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    etcd = EtcdFixture.start();
    var config = EtcdConfig.plain(etcd.endpoint());
    var registry = new SimpleMeterRegistry();
    store = EtcdStore.open(config, registry, Time.system());
    connection = new EtcdConnection(config, Time.system());
    outcome =
        new WriteOutcome(new EtcdCalls(connection.channel(), Duration.ofSeconds(5), registry));
  }

  @AfterAll
  static void stop() {
    connection.close();
    store.close();
    etcd.close();
  }

  private static long written(Store.WriteResult result) {
    return ((Written) result).revision();
  }

  private long create(byte[] value) {
    return written(store.create(key, value, null));
  }

  private static void assertUnknown(ThrowingCallable find) {
    assertThatThrownBy(find)
        .isInstanceOfSatisfying(
            ApiFault.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
              assertThat(e.getMessage()).contains("may or may not");
            });
  }

  @Test
  void createThatHappenedIsFound() {
    var at = create(OURS);
    assertThat(outcome.find(key, 0, OURS)).isEqualTo(new Written(at));
  }

  @Test
  void createThatHappenedIsFoundBehindLaterUpdates() {
    var at = create(OURS);
    var next = written(store.update(key, THEIRS, at));
    store.update(key, "more".getBytes(UTF_8), next);
    assertThat(outcome.find(key, 0, OURS)).isEqualTo(new Written(at));
  }

  @Test
  void createOfWhichNothingIsSeenMayStillCome() {
    assertUnknown(() -> outcome.find(key, 0, OURS));
    create(THEIRS);
    assertUnknown(() -> outcome.find(key, 0, OURS));
  }

  @Test
  void updateThatHappenedIsFound() {
    var guard = create(THEIRS);
    var at = written(store.update(key, OURS, guard));
    assertThat(outcome.find(key, guard, OURS)).isEqualTo(new Written(at));
  }

  @Test
  void updateThatHappenedIsFoundThoughTheKeyWasDeletedSince() {
    var guard = create(THEIRS);
    var at = written(store.update(key, OURS, guard));
    store.delete(key, at);
    assertThat(outcome.find(key, guard, OURS)).isEqualTo(new Written(at));
  }

  @Test
  void updateMayStillComeWhileItsGuardHolds() {
    var guard = create(THEIRS);
    assertUnknown(() -> outcome.find(key, guard, OURS));
  }

  @Test
  void updateThatLostItsGuardNeverHappens() {
    var guard = create(THEIRS);
    var at = written(store.update(key, "others".getBytes(UTF_8), guard));
    var result = outcome.find(key, guard, OURS);
    assertThat(((Refused) result).current().orElseThrow().modRevision()).isEqualTo(at);
  }

  @Test
  void equalBytesWrittenLaterAreNotOurs() {
    var guard = create(THEIRS);
    var other = written(store.update(key, "others".getBytes(UTF_8), guard));
    store.update(key, OURS, other);
    assertThat(outcome.find(key, guard, OURS)).isInstanceOf(Refused.class);
  }

  @Test
  void deleteThatHappenedIsFoundThoughTheKeyCameBack() {
    var guard = create(THEIRS);
    var at = written(store.delete(key, guard));
    create(OURS);
    assertThat(outcome.find(key, guard, null)).isEqualTo(new Written(at));
  }

  @Test
  void compactedHistoryLeavesTheOutcomeUnknown() {
    var guard = create(THEIRS);
    var at = written(store.update(key, OURS, guard));
    store.update(key, THEIRS, at);
    store.compact(store.currentRevision());
    assertUnknown(() -> outcome.find(key, guard, OURS));
  }
}
