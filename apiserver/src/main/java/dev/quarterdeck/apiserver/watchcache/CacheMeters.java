package dev.quarterdeck.apiserver.watchcache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One cache's numbers, under kube-apiserver's names. */
final class CacheMeters {

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter received;
  private final Counter dispatched;
  private final Counter initialisations;
  private final Counter terminated;
  private final Timer readWait;
  private Gauge objects;

  CacheMeters(MeterRegistry registry, String group, String resource) {
    this.registry = registry;
    this.tags = Tags.of("group", group, "resource", resource);
    this.received = counter("apiserver.watch.cache.events.received", "Store events received");
    this.dispatched =
        counter("apiserver.watch.cache.events.dispatched", "Events put into watchers' queues");
    this.initialisations =
        counter("apiserver.watch.cache.initializations", "Times the cache was loaded");
    this.terminated =
        counter("apiserver.terminated.watchers", "Watchers cut off because they were too slow");
    this.readWait =
        Timer.builder("apiserver.watch.cache.consistent.read.wait")
            .description("How long consistent reads waited for the cache")
            .tags(tags)
            .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  void objects(Supplier<Number> count) {
    objects =
        Gauge.builder("apiserver.storage.objects", count)
            .description("Objects of the kind")
            .tags(tags)
            .register(registry);
  }

  /** Forgets the kind: nothing is counted under its name any more. */
  void close() {
    registry.remove(objects);
    for (var meter : List.of(received, dispatched, initialisations, terminated, readWait)) {
      registry.remove(meter);
    }
  }

  void received(int events) {
    received.increment(events);
  }

  void dispatched(int events) {
    dispatched.increment(events);
  }

  void initialised() {
    initialisations.increment();
  }

  void cut(int watchers) {
    terminated.increment(watchers);
  }

  void waited(long nanos) {
    readWait.record(nanos, TimeUnit.NANOSECONDS);
  }
}
