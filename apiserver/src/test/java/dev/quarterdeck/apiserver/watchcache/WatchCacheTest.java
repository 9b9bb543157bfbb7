package dev.quarterdeck.apiserver.watchcache;

import static dev.quarterdeck.apiserver.watchcache.Objects.PODS;
import static dev.quarterdeck.apiserver.watchcache.Objects.create;
import static dev.quarterdeck.apiserver.watchcache.Objects.delete;
import static dev.quarterdeck.apiserver.watchcache.Objects.pod;
import static dev.quarterdeck.apiserver.watchcache.Objects.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.SteppedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchCacheTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Scope ALL =
      new Scope("", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final MemoryStore store = new MemoryStore(time, MemoryStore.DEFAULT_HISTORY);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Caches caches = new Caches(store, time, new CacheLimits(50, 1 << 20), registry);

  @AfterEach
  void close() {
    caches.close();
    store.close();
  }

  private WatchCache cache() {
    return (WatchCache) caches.apply(PODS);
  }

  private static Scope scope(String namespace, String labels, String fields) {
    return new Scope(namespace, LabelSelector.parse(labels), FieldSelector.parse(fields));
  }

  private static List<String> names(ResourceCache.Slice slice) {
    return slice.objects().stream().map(o -> o.key().toString()).toList();
  }

  @Test
  void readsWhatWasStoredBeforeAndAfterItStarted() {
    var before = create(store, pod("a", "old", Map.of("app", "web"), "n1"));
    var cache = cache();
    var after = create(store, pod("a", "new", Map.of(), "n1"));

    assertThat(cache.awaitCurrent(SOON)).isEqualTo(after);

    var old = cache.get(new ObjectKey("a", "old")).orElseThrow();
    assertThat(old.revision()).isEqualTo(before);
    assertThat(old.uid()).isEqualTo("uid-old");
    assertThat(old.labels()).isEqualTo(Map.of("app", "web"));
    assertThat(old.fields()).isEqualTo(Map.of("spec.nodeName", "n1"));
    assertThat(cache.get(new ObjectKey("a", "new"))).isPresent();
    assertThat(cache.get(new ObjectKey("b", "new"))).isEmpty();
    assertThat(cache.revision()).isEqualTo(after);
  }

  @Test
  void consistentReadOfAnIdleKindDoesNotWaitForItToChange() {
    var cache = cache();
    var elsewhere = Objects.written(store.create("/registry/other/x", new byte[] {1}, null));

    assertThat(cache.awaitCurrent(SOON)).isEqualTo(elsewhere);
  }

  @Test
  void revisionFromTheFutureIsTooLarge() {
    var cache = cache();

    assertThatThrownBy(() -> cache.awaitRevision(1_000, Duration.ZERO))
        .isInstanceOfSatisfying(
            ApiFault.class,
            e -> {
              assertThat(e.code()).isEqualTo(504);
              assertThat(e.toStatus().at("/details/causes/0/reason").asText())
                  .isEqualTo("ResourceVersionTooLarge");
              assertThat(e.toStatus().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
            });
  }

  @Test
  void listsByNamespaceAndSelectorInPages() {
    create(store, pod("a", "p1", Map.of("app", "web"), "n1"));
    create(store, pod("a", "p2", Map.of("app", "db"), "n2"));
    create(store, pod("a", "p3", Map.of("app", "web"), "n1"));
    create(store, pod("ab", "p4", Map.of("app", "web"), "n1"));
    var cache = cache();
    cache.awaitCurrent(SOON);

    assertThat(names(cache.list(ALL, "", 0))).containsExactly("a/p1", "a/p2", "a/p3", "ab/p4");
    assertThat(names(cache.list(scope("a", "app=web", ""), "", 0))).containsExactly("a/p1", "a/p3");
    assertThat(names(cache.list(scope("", "", "spec.nodeName=n2"), "", 0))).containsExactly("a/p2");
    assertThat(names(cache.list(scope("", "", "metadata.name!=p1,metadata.namespace=a"), "", 0)))
        .containsExactly("a/p2", "a/p3");

    var first = cache.list(ALL, "", 3);
    assertThat(first.more()).isTrue();
    assertThat(first.remaining()).isEqualTo(1);
    var last = cache.list(ALL, first.objects().getLast().storeKey(), 3);
    assertThat(names(last)).containsExactly("ab/p4");
    assertThat(last.more()).isFalse();
    var selected = cache.list(scope("", "app=web", ""), "", 2);
    assertThat(selected.more()).isTrue();
    assertThat(selected.remaining()).as("unknown under a selector").isZero();
  }

  @Test
  void listsThePastFromHistory() {
    var first = create(store, pod("a", "p1", Map.of(), "n1"));
    var cache = cache();
    var second = create(store, pod("a", "p2", Map.of(), "n1"));
    var third = delete(store, "a", "p1");
    cache.awaitCurrent(SOON);

    assertThat(cache.listAt(ALL, "", 0, first).map(WatchCacheTest::names))
        .contains(List.of("a/p1"));
    assertThat(cache.listAt(ALL, "", 0, second).map(WatchCacheTest::names))
        .contains(List.of("a/p1", "a/p2"));
    assertThat(cache.listAt(ALL, "", 0, third).map(WatchCacheTest::names))
        .contains(List.of("a/p2"));
    assertThat(cache.listAt(ALL, "", 0, first - 1)).isEmpty();
  }

  @Test
  void watchTellsWhatHappensAfterARevision() {
    var cache = cache();
    var r1 = create(store, pod("a", "p1", Map.of(), "n1"));
    var r2 = update(store, pod("a", "p1", Map.of("x", "y"), "n1"));
    cache.awaitCurrent(SOON);
    try (var watch = new Polled(cache, ALL, r1, false)) {
      var r3 = delete(store, "a", "p1");

      var events = watch.awaitEvents(2);

      assertThat(Polled.describe(events)).containsExactly("MODIFIED p1@" + r2, "DELETED p1@" + r3);
      var line = Json.parseObject(events.get(1).json());
      assertThat(line.at("/type").asText()).isEqualTo("DELETED");
      assertThat(line.at("/object/metadata/labels/x").asText()).isEqualTo("y");
      assertThat(line.at("/object/metadata/resourceVersion").asText()).isEqualTo(Long.toString(r3));
      assertThat(events.get(1).json()).endsWith('\n');
    }
  }

  @Test
  void watchCanBeginWithTheImageAndMarkItsEnd() {
    var r1 = create(store, pod("a", "p1", Map.of(), "n1"));
    var r2 = create(store, pod("b", "p2", Map.of(), "n1"));
    var cache = cache();
    try (var watch = new Polled(cache, ALL, 0, true)) {
      watch.awaitEvents(3);
      var r3 = create(store, pod("a", "p3", Map.of(), "n1"));

      var events = watch.awaitEvents(4);

      assertThat(Polled.describe(events))
          .containsExactly("ADDED p1@" + r1, "ADDED p2@" + r2, "END@" + r2, "ADDED p3@" + r3);
      var end = Json.parseObject(events.get(2).json());
      assertThat(end.at("/type").asText()).isEqualTo("BOOKMARK");
      assertThat(end.at("/object/kind").asText()).isEqualTo("Pod");
      assertThat(end.at("/object/metadata/annotations").get("k8s.io/initial-events-end").asText())
          .isEqualTo("true");
    }
  }

  @Test
  void objectThatStartsOrStopsMatchingIsAddedOrDeleted() {
    var cache = cache();
    create(store, pod("a", "p1", Map.of("app", "web"), ""));
    cache.awaitCurrent(SOON);
    try (var onNode =
            new Polled(cache, scope("", "", "spec.nodeName=n1"), cache.revision(), false);
        var web = new Polled(cache, scope("", "app=web", ""), cache.revision(), false)) {
      var bound = update(store, pod("a", "p1", Map.of("app", "web"), "n1"));
      var relabelled = update(store, pod("a", "p1", Map.of("app", "db"), "n1"));
      var moved = update(store, pod("a", "p1", Map.of("app", "db"), "n2"));

      assertThat(Polled.describe(onNode.awaitEvents(3)))
          .containsExactly("ADDED p1@" + bound, "MODIFIED p1@" + relabelled, "DELETED p1@" + moved);
      var seen = web.awaitEvents(2);
      assertThat(Polled.describe(seen))
          .containsExactly("MODIFIED p1@" + bound, "DELETED p1@" + relabelled);
      assertThat(Json.parseObject(seen.get(1).json()).at("/object/metadata/labels/app").asText())
          .as("the last state that matched")
          .isEqualTo("web");
    }
  }

  @Test
  void watchersShareAnEventsBytes() {
    var cache = cache();
    try (var one = new Polled(cache, ALL, cache.revision(), false);
        var two = new Polled(cache, scope("a", "", ""), cache.revision(), false)) {
      create(store, pod("a", "p1", Map.of(), "n1"));

      assertThat(one.awaitEvents(1).getFirst().json())
          .isSameAs(two.awaitEvents(1).getFirst().json());
    }
  }

  @Test
  void watchFromBeforeHistoryIsExpired() {
    var cache = cache();
    var first = create(store, pod("a", "p", Map.of(), "n1"));
    for (var i = 0; i < 60; i++) {
      update(store, pod("a", "p", Map.of("i", "v" + i), "n1"));
    }
    cache.awaitCurrent(SOON);

    assertExpired(cache, first);
    assertThat(cache.listAt(ALL, "", 0, first)).isEmpty();
  }

  @Test
  void aFreshServersCacheCarriesOnAWatchThatBeganBeforeIt() {
    var r1 = create(store, pod("a", "kept", Map.of(), "n1"));
    var r2 = create(store, pod("a", "p", Map.of(), "n1"));
    var r3 = update(store, pod("a", "p", Map.of("x", "y"), "n1"));
    var r4 = delete(store, "a", "p");
    var r5 = create(store, pod("a", "q", Map.of(), "n1"));
    var cache = cache();
    try (var watch = new Polled(cache, ALL, r2, false);
        var older = new Polled(cache, ALL, r1, false)) {
      var r6 = update(store, pod("a", "q", Map.of("x", "y"), "n1"));

      assertThat(Polled.describe(watch.awaitEvents(4)))
          .containsExactly(
              "MODIFIED p@" + r3, "DELETED p@" + r4, "ADDED q@" + r5, "MODIFIED q@" + r6);
      var deleted = Json.parseObject(watch.awaitEvents(4).get(1).json());
      assertThat(deleted.at("/object/metadata/labels/x").asText()).isEqualTo("y");
      assertThat(Polled.describe(older.awaitEvents(5))).startsWith("ADDED p@" + r2);
    }
    assertThat(cache.listAt(ALL, "", 0, r3).map(WatchCacheTest::names))
        .contains(List.of("a/kept", "a/p"));
    assertThat(names(cache.list(ALL, "", 0))).containsExactly("a/kept", "a/q");
  }

  @Test
  void theImageIsNeverOlderThanTheMomentTheCacheWasAskedFor() {
    create(store, pod("a", "p", Map.of(), "n1"));
    var gone = delete(store, "a", "p");
    var cache = cache();
    try (var _ = new Polled(cache, ALL, 1, false)) {
      assertThat(cache.revision()).isEqualTo(gone);
      assertThat(cache.list(ALL, "", 0).objects()).isEmpty();
    }
  }

  @Test
  void whatTheStoreHasForgottenIsExpiredThoughTheCacheIsFresh() {
    var first = create(store, pod("a", "p", Map.of(), "n1"));
    var second = update(store, pod("a", "p", Map.of("x", "y"), "n1"));
    var third = update(store, pod("a", "p", Map.of("x", "z"), "n1"));
    store.compact(second);
    var cache = cache();

    assertExpired(cache, first);
    try (var watch = new Polled(cache, ALL, second, false)) {
      assertThat(Polled.describe(watch.awaitEvents(1))).containsExactly("MODIFIED p@" + third);
    }
  }

  @Test
  void aFreshCacheReachesNoFurtherBackThanItsHistoryMayGrow() {
    var first = create(store, pod("a", "p", Map.of(), "n1"));
    for (var i = 0; i < 51; i++) {
      store.create("/registry/other/" + i, new byte[] {1}, null);
    }
    var cache = cache();

    assertExpired(cache, first);
    try (var watch = new Polled(cache, ALL, first + 1, false)) {
      var next = create(store, pod("a", "q", Map.of(), "n1"));
      assertThat(Polled.describe(watch.awaitEvents(1))).containsExactly("ADDED q@" + next);
    }
  }

  private static void assertExpired(WatchCache cache, long after) {
    assertThatThrownBy(() -> cache.watch(ALL, after, false, false, () -> {}))
        .isInstanceOfSatisfying(
            ApiFault.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
  }

  @Test
  void slowWatcherIsCutOffAndNobodyWaitsForIt() {
    var cache = cache();
    create(store, pod("a", "p", Map.of(), "n1"));
    cache.awaitCurrent(SOON);
    try (var slow = new Polled(cache, ALL, cache.revision(), false);
        var fast = new Polled(cache, ALL, cache.revision(), false)) {
      fast.watcher().poll(1);
      var updates = CacheWatcher.QUEUE_LIMIT + 200;
      for (var i = 0; i < updates; i++) {
        update(store, pod("a", "p", Map.of("i", "v" + i), "n1"));
        fast.watcher().poll(10);
      }
      cache.awaitCurrent(SOON);
      cache.tick(Instant.EPOCH);

      assertThat(slow.awaitEnd().reason()).isEqualTo(Reason.EXPIRED);
      assertThat(fast.watcher().ended()).isEmpty();
      assertThat(registry.get("apiserver.terminated.watchers").counter().count()).isEqualTo(1);
    }
  }

  @Test
  void aSlowWatcherOfLargeObjectsHoldsNoMoreThanItsShareAndMissesNothing() {
    var large = Map.of("x", "y".repeat(200_000));
    try (var roomy = new Caches(store, time, CacheLimits.DEFAULT, registry)) {
      var cache = (WatchCache) roomy.apply(PODS);
      create(store, pod("a", "p", Map.of(), "n1"));
      cache.awaitCurrent(SOON);
      try (var slow = new Polled(cache, ALL, cache.revision(), false)) {
        slow.watcher().poll(1);
        var told = new ArrayList<String>();
        for (var i = 0; i < 30; i++) {
          told.add("MODIFIED p@" + update(store, pod("a", "p", large, "n" + i)));
        }
        cache.awaitCurrent(SOON);

        var dispatched = registry.get("apiserver.watch.cache.events.dispatched").counter().count();
        assertThat(dispatched).isLessThanOrEqualTo(CacheWatcher.QUEUE_BYTES / 200_000 + 1);
        assertThat(Polled.describe(slow.awaitEvents(30))).isEqualTo(told);
      }
    }
  }

  @Test
  void aWatchThatWasNotPolledYetIsNotLostWhereNothingHappened() {
    create(store, pod("a", "p", Map.of(), "n1"));
    var cache = cache();
    cache.awaitCurrent(SOON);
    try (var watch = new Polled(cache, ALL, cache.revision(), false)) {
      cache.tick(Instant.EPOCH);
      update(store, pod("a", "p", Map.of("i", "v"), "n1"));

      assertThat(Polled.describe(watch.awaitEvents(1))).hasSize(1);
      assertThat(watch.watcher().ended()).isEmpty();
    }
  }

  @Test
  void bookmarksComeEachMinuteAndOnRequest() {
    var cache = cache();
    try (var watch = new Polled(cache, ALL, cache.revision(), false)) {
      watch.watcher().poll(1);
      var elsewhere = Objects.written(store.create("/registry/other/x", new byte[] {1}, null));
      cache.awaitRevision(elsewhere, SOON);
      cache.tick(Instant.EPOCH.plusSeconds(59));
      assertThat(watch.watcher().poll(10)).isEmpty();
      cache.tick(Instant.EPOCH.plusSeconds(60));
      cache.tick(Instant.EPOCH.plusSeconds(61));
      watch.watcher().requestBookmark();

      assertThat(Polled.describe(watch.awaitEvents(2)))
          .containsExactly("BOOKMARK@" + elsewhere, "BOOKMARK@" + elsewhere);
      assertThat(watch.watcher().poll(10)).isEmpty();
    }
  }

  @Test
  void reloadEndsTheWatchesAndKeepsServing() {
    var r1 = create(store, pod("a", "p1", Map.of(), "n1"));
    var cache = cache();
    try (var watch = new Polled(cache, ALL, r1, false)) {
      cache.replace(Image.EMPTY, r1);

      assertThat(watch.awaitEnd().reason()).isEqualTo(Reason.EXPIRED);
      assertThat(names(cache.list(ALL, "", 0))).isEmpty();
    }
  }

  @Test
  void closedWatchTakesNothing() {
    var cache = cache();
    var watch = new Polled(cache, ALL, cache.revision(), false);
    watch.close();
    create(store, pod("a", "p1", Map.of(), "n1"));
    cache.awaitCurrent(SOON);

    assertThat(watch.watcher().poll(10)).isEmpty();
    assertThat(watch.watcher().ended()).isEmpty();
  }
}
