package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  Store store() {
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void expiryFollowsTheGivenClock() {
    var time = new SteppedTime(Instant.EPOCH);
    try (var stepped = new MemoryStore(time, 10)) {
      stepped.create("/k", new byte[] {1}, Duration.ofHours(1));
      time.advance(Duration.ofSeconds(3_599));
      assertThat(stepped.get("/k")).isPresent();
      time.advance(Duration.ofSeconds(1));
      assertThat(stepped.get("/k")).isEmpty();
    }
  }

  @Test
  void watchersHearOfAnExpiryWhenItsTimeHasCome() throws InterruptedException {
    var time = new SteppedTime(Instant.EPOCH);
    var listener = new RecordingListener();
    try (var stepped = new MemoryStore(time, 10);
        var _ = stepped.watch("/", 1, listener)) {
      stepped.create("/k", new byte[] {1}, Duration.ofHours(1));
      assertThat(time.awaitDeadline(Instant.EPOCH.plusSeconds(3_600), Duration.ofSeconds(10)))
          .as("the store waits for the hour to pass")
          .isTrue();
      time.advance(Duration.ofHours(1));

      assertThat(listener.awaitEvents(2).get(1)).isInstanceOf(Store.Event.Delete.class);
    }
  }

  @Test
  void historyIsBounded() {
    try (var small = new MemoryStore(Time.system(), 3)) {
      for (var i = 0; i < 10; i++) {
        small.create("/k" + i, new byte[] {1}, null);
      }
      var newest = small.currentRevision();
      assertThat(small.list("/", "", 0, newest - 3).values()).hasSize(7);
      assertThatThrownBy(() -> small.list("/", "", 0, newest - 4))
          .isInstanceOf(Store.CompactedException.class);
    }
  }

  @Test
  void closedStoreEndsItsWatchesAndRefusesCalls() {
    var listener = new RecordingListener();
    store.watch("/", 1, listener);
    store.close();

    assertThat(listener.awaitEnd()).isZero();
    assertThatThrownBy(() -> store.get("/a")).isInstanceOf(ApiFault.class);
  }
}
