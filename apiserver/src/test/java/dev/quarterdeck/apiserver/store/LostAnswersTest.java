package dev.quarterdeck.apiserver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.store.Store.Event;
import dev.quarterdeck.apiserver.store.Store.WriteResult.Written;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes and watches over a link that loses messages. */
@Tag("etcd")
@Timeout(60)
class LostAnswersTest {

  private static final byte[] ONE = "one".getBytes(UTF_8);
  private static final byte[] TWO = "two".getBytes(UTF_8);

  private static EtcdFixture etcd;
  private static EtcdStore direct;

  private final String prefix = "/registry/" + UUID.randomUUID() + "/";
  private final String key = prefix + "a";
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private FaultyLink link;
  private EtcdStore store;

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdFixture.start();
    direct =
        EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), new SimpleMeterRegistry(), Time.system());
  }

  @AfterAll
  static void stopEtcd() {
    direct.close();
    etcd.close();
  }

  @BeforeEach
  void open() throws IOException {
    link = new FaultyLink(etcd.endpoint());
    var config = EtcdConfig.plain(link.endpoint()).withCallTimeout(Duration.ofSeconds(3));
    store = EtcdStore.open(config, new SimpleMeterRegistry(), Time.system());
    store.currentRevision();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    link.close();
    threads.close();
  }

  /** Waits until etcd has the value, though the writer cannot know. */
  private Store.Stored awaitInEtcd(byte[] value) {
    while (true) { // The test's timeout bounds it.
      var stored = direct.get(key);
      if (stored.isPresent() && java.util.Arrays.equals(stored.get().value(), value)) {
        return stored.get();
      }
    }
  }

  @Test
  void createWhoseAnswerIsLostIsFoundOutToHaveHappened() throws Exception {
    link.swallowAnswers();
    var result = threads.submit(() -> store.create(key, ONE, null));
    var there = awaitInEtcd(ONE);
    link.cutAndHeal();

    assertThat(result.get()).isEqualTo(new Written(there.modRevision()));
  }

  @Test
  void updateWhoseAnswerIsLostIsFoundOutToHaveHappenedOnce() throws Exception {
    var first = ((Written) store.create(key, ONE, null)).revision();
    link.swallowAnswers();
    var result = threads.submit(() -> store.update(key, TWO, first));
    var there = awaitInEtcd(TWO);
    link.cutAndHeal();

    assertThat(result.get()).isEqualTo(new Written(there.modRevision()));
    var listener = new RecordingListener();
    try (var _ = direct.watch(prefix, first, listener)) {
      listener.awaitRevision(direct.currentRevision());
      assertThat(listener.awaitEvents(2)).as("no third write").hasSize(2);
    }
  }

  @Test
  void writeThatNeverArrivedIsNotSentAgain() throws Exception {
    var first = ((Written) store.create(key, ONE, null)).revision();
    link.swallowRequests();
    var result = threads.submit(() -> store.update(key, TWO, first));
    Assertions.assertThatThrownBy(
            () -> result.get(1_500, java.util.concurrent.TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    link.cutAndHeal();

    Assertions.assertThatThrownBy(result::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApiFault.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    assertThat(direct.get(key).orElseThrow().modRevision()).isEqualTo(first);
  }

  @Test
  void watchGoesOnWhereTheLinkBroke() {
    var listener = new RecordingListener();
    try (var _ = store.watch(prefix, store.currentRevision() + 1, listener)) {
      direct.create(prefix + "1", ONE, null);
      listener.awaitEvents(1);
      link.swallowAnswers();
      direct.create(prefix + "2", ONE, null);
      link.cutAndHeal();
      direct.create(prefix + "3", ONE, null);

      assertThat(listener.awaitEvents(3))
          .extracting(Event::key)
          .containsExactly(prefix + "1", prefix + "2", prefix + "3");
    }
  }

  @Test
  void watchIsToldWhenTheGapIsCompactedAway() {
    var listener = new RecordingListener();
    try (var _ = store.watch(prefix, store.currentRevision() + 1, listener)) {
      direct.create(prefix + "1", ONE, null);
      listener.awaitEvents(1);
      link.swallowAnswers();
      direct.create(prefix + "2", ONE, null);
      direct.create(prefix + "3", ONE, null);
      var compacted = direct.currentRevision();
      direct.compact(compacted);
      link.cutAndHeal();

      assertThat(listener.awaitEnd()).isEqualTo(compacted);
    }
  }
}
