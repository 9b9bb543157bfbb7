package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
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
    var now = new AtomicReference<>(Instant.EPOCH);
    InstantSource clock = now::get;
    try (var stepped = new MemoryStore(clock, 10)) {
      stepped.create("/k", new byte[] {1}, Duration.ofHours(1));
      now.set(Instant.EPOCH.plusSeconds(3_599));
      assertThat(stepped.get("/k")).isPresent();
      now.set(Instant.EPOCH.plusSeconds(3_600));
      assertThat(stepped.get("/k")).isEmpty();
    }
  }

  @Test
  void historyIsBounded() {
    try (var small = new MemoryStore(InstantSource.system(), 3)) {
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
