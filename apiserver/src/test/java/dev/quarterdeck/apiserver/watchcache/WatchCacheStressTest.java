package dev.quarterdeck.apiserver.watchcache;

import static dev.quarterdeck.apiserver.watchcache.Objects.PODS;
import static dev.quarterdeck.apiserver.watchcache.Objects.create;
import static dev.quarterdeck.apiserver.watchcache.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WatchCacheStressTest {

  private static final int WATCHERS = 300;
  private static final int WRITERS = 8;
  private static final int PODS_PER_WRITER = 500;
  private static final int TOTAL = WRITERS * PODS_PER_WRITER;
  private static final Duration SOON = Duration.ofSeconds(30);

  /** History is shorter than the flood, and longer than what a polling watcher lags behind. */
  private static final CacheLimits LIMITS = new CacheLimits(3_000, 64 << 20);

  @Test
  void everyWatcherSeesEveryEventOnceAndInOrderWhileASlowOneIsCut() throws Exception {
    try (var store = new MemoryStore();
        var caches = new Caches(store, Time.system(), LIMITS, new SimpleMeterRegistry());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var cache = (WatchCache) caches.apply(PODS);
      var slow = new Polled(cache, scope(""), cache.revision(), false);
      var seen = new ArrayList<Future<List<WatchEvent>>>();
      for (var i = 0; i < WATCHERS; i++) {
        var byNode = i % 3 == 0;
        var watch = new Polled(cache, scope(byNode ? "n" + i % 8 : ""), cache.revision(), false);
        seen.add(threads.submit(() -> watch.awaitEvents(byNode ? PODS_PER_WRITER : TOTAL)));
      }
      for (var future : threads.invokeAll(writers(store, cache))) {
        future.get();
      }

      for (var i = 0; i < WATCHERS; i++) {
        var events = seen.get(i).get();
        assertThat(events).hasSize(i % 3 == 0 ? PODS_PER_WRITER : TOTAL);
        assertThat(events).extracting(WatchEvent::revision).isSorted().doesNotHaveDuplicates();
      }
      cache.tick(Instant.now());
      assertThat(slow.awaitEnd().reason()).isEqualTo(Reason.EXPIRED);
    }
  }

  /** Each writes pods of one node and reads back, consistently, what it wrote. */
  private static List<Callable<Void>> writers(Store store, WatchCache cache) {
    var writers = new ArrayList<Callable<Void>>();
    for (var w = 0; w < WRITERS; w++) {
      var node = "n" + w;
      writers.add(
          () -> {
            for (var i = 0; i < PODS_PER_WRITER; i++) {
              var name = "%s-%d".formatted(node, i);
              create(store, pod("a", name, Map.of(), node));
              cache.awaitCurrent(SOON);
              assertThat(cache.list(scope(node), "", 0).objects()).hasSize(i + 1);
            }
            return null;
          });
    }
    return writers;
  }

  private static Scope scope(String node) {
    var fields =
        node.isEmpty() ? FieldSelector.EVERYTHING : FieldSelector.parse("spec.nodeName=" + node);
    return new Scope("", LabelSelector.EVERYTHING, fields);
  }
}
