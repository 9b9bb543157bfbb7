package dev.quarterdeck.client.queue;

import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The workqueue metrics every Kubernetes component has; called under the queue's lock. */
final class QueueMetrics<K> {

  private final Time time;
  private final MeterRegistry registry;
  private final Gauge depth;
  private final Counter adds;
  private final Counter retries;
  private final Timer waited;
  private final Timer worked;
  private final Map<K, Long> addedAt = new HashMap<>();
  private final Map<K, Long> startedAt = new HashMap<>();

  QueueMetrics(String name, Time time, MeterRegistry registry, IntSupplier depth) {
    this.time = time;
    this.registry = registry;
    adds = Counter.builder("workqueue_adds_total").tag("name", name).register(registry);
    retries = Counter.builder("workqueue_retries_total").tag("name", name).register(registry);
    waited = timer("workqueue_queue_duration_seconds", name, registry);
    worked = timer("workqueue_work_duration_seconds", name, registry);
    this.depth =
        Gauge.builder("workqueue_depth", depth, IntSupplier::getAsInt)
            .tag("name", name)
            .strongReference(true)
            .register(registry);
  }

  private static Timer timer(String metric, String name, MeterRegistry registry) {
    return Timer.builder(metric)
        .tag("name", name)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10))
        .register(registry);
  }

  void added(K key) {
    adds.increment();
    addedAt.put(key, time.nanos());
  }

  void retried() {
    retries.increment();
  }

  void started(K key) {
    var now = time.nanos();
    startedAt.put(key, now);
    var since = addedAt.remove(key);
    if (since != null) {
      waited.record(now - since, TimeUnit.NANOSECONDS);
    }
  }

  /** Removes the gauge of the depth, since the next queue of this name has its own. */
  void end() {
    registry.remove(depth);
  }

  void finished(K key) {
    var since = startedAt.remove(key);
    if (since != null) {
      worked.record(time.nanos() - since, TimeUnit.NANOSECONDS);
    }
  }
}
