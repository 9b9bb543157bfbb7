package dev.quarterdeck.apiserver.watchcache;

import static dev.quarterdeck.apiserver.watchcache.Objects.PODS;
import static dev.quarterdeck.apiserver.watchcache.Objects.create;
import static dev.quarterdeck.apiserver.watchcache.Objects.delete;
import static dev.quarterdeck.apiserver.watchcache.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.apiserver.store.EtcdFixture;
import dev.quarterdeck.apiserver.store.EtcdStore;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("etcd")
@Timeout(60)
class WatchCacheOverEtcdTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Scope ALL =
      new Scope("", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

  @Test
  void cacheAndItsWatchesOutliveARestartOfEtcd() {
    var registry = new SimpleMeterRegistry();
    try (var etcd = EtcdFixture.start();
        var store = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
        var caches = new Caches(store, Time.system(), CacheLimits.DEFAULT, registry)) {
      var cache = caches.apply(PODS);
      try (var watch = new Polled(cache, ALL, cache.revision(), false)) {
        var before = create(store, pod("a", "before", Map.of(), "n1"));
        etcd.kill();
        etcd.restart();
        var after = create(store, pod("a", "after", Map.of(), "n1"));

        assertThat(cache.awaitCurrent(SOON)).isEqualTo(after);
        assertThat(cache.get(new ObjectKey("a", "after"))).isPresent();
        assertThat(Polled.describe(watch.awaitEvents(2)))
            .containsExactly("ADDED before@" + before, "ADDED after@" + after);
      }
    }
  }

  @Test
  void aFreshServerCarriesOnAnothersWatchWithoutGapOrRepeat() {
    var registry = new SimpleMeterRegistry();
    try (var etcd = EtcdFixture.start();
        var store = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system())) {
      var told = new ArrayList<String>();
      var from = create(store, pod("a", "first", Map.of(), "n1"));
      for (var i = 0; i < 20; i++) {
        told.add("ADDED p" + i + "@" + create(store, pod("a", "p" + i, Map.of(), "n1")));
        Objects.written(store.create("/registry/other/" + i, new byte[] {1}, null));
        told.add("DELETED p" + i + "@" + delete(store, "a", "p" + i));
      }
      try (var fresh = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
          var caches = new Caches(fresh, Time.system(), CacheLimits.DEFAULT, registry);
          var watch = new Polled(caches.apply(PODS), ALL, from, false)) {
        told.add("ADDED last@" + create(store, pod("a", "last", Map.of(), "n1")));

        assertThat(Polled.describe(watch.awaitEvents(told.size()))).isEqualTo(told);
      }
    }
  }

  @Test
  void consistentReadOfAnIdleKindSeesOtherServersWrites() {
    var registry = new SimpleMeterRegistry();
    try (var etcd = EtcdFixture.start();
        var mine = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
        var theirs = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
        var caches = new Caches(mine, Time.system(), CacheLimits.DEFAULT, registry)) {
      var cache = caches.apply(PODS);
      for (var i = 0; i < 100; i++) {
        var elsewhere =
            Objects.written(theirs.create("/registry/other/" + i, new byte[] {1}, null));
        assertThat(cache.awaitCurrent(SOON)).isGreaterThanOrEqualTo(elsewhere);
        var written = create(theirs, pod("a", "p" + i, Map.of(), "n1"));
        cache.awaitCurrent(SOON);
        assertThat(cache.get(new ObjectKey("a", "p" + i)).orElseThrow().revision())
            .isEqualTo(written);
      }
    }
  }
}
