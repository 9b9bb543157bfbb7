package dev.quarterdeck.apiserver.watchcache;

import static dev.quarterdeck.apiserver.watchcache.Objects.PODS;
import static dev.quarterdeck.apiserver.watchcache.Objects.create;
import static dev.quarterdeck.apiserver.watchcache.Objects.pod;

import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.apiserver.store.EtcdFixture;
import dev.quarterdeck.apiserver.store.EtcdStore;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Consistent gets against a real etcd, idle and under writes; run by hand. */
final class WatchCacheBenchmark {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int SAMPLES = 2_000_000;

  private interface Call {
    void run(int n) throws Exception;
  }

  private WatchCacheBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var registry = new SimpleMeterRegistry();
    try (var etcd = EtcdFixture.start();
        var store = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
        var caches = new Caches(store, Time.system(), CacheLimits.DEFAULT, registry)) {
      var cache = caches.apply(PODS);
      for (var i = 0; i < 500; i++) {
        create(store, pod("a", "p" + i, Map.of("app", "web"), "n1"));
      }
      for (var round = 0; round < 2; round++) {
        var id = round;
        Call get =
            n -> {
              cache.awaitCurrent(SOON);
              cache.get(new ObjectKey("a", "p" + n % 500)).orElseThrow();
            };
        measure("consistent gets, 1 client", 1, get);
        measure("consistent gets, 32 clients", 32, get);
        measure(
            "create then consistent get, 32",
            32,
            n -> {
              create(store, pod("b", "q%d-%d".formatted(id, n), Map.of(), "n1"));
              get.run(n);
            });
      }
    }
  }

  private static void measure(String what, int clients, Call call) throws Exception {
    var next = new AtomicInteger();
    var nanos = new int[SAMPLES];
    var end = System.nanoTime() + 4_000_000_000L;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < clients; i++) {
        executor.submit(
            () -> {
              while (System.nanoTime() < end) {
                var started = System.nanoTime();
                var n = next.getAndIncrement();
                call.run(n);
                nanos[n] = (int) (System.nanoTime() - started);
              }
              return null;
            });
      }
    }
    var count = next.get();
    Arrays.sort(nanos, 0, count);
    System.out.printf(
        "%-32s %7d per s, p50 %d us, p99 %d us%n",
        what, count / 4, nanos[count / 2] / 1_000, nanos[count * 99 / 100] / 1_000);
  }
}
