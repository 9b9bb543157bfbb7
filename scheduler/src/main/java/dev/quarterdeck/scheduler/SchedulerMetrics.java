package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.placement.Diagnosis;
import dev.quarterdeck.scheduler.queue.QueuedPod;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The metrics kube-scheduler has, under its names. */
final class SchedulerMetrics {

  private final MeterRegistry registry;
  private final String profile;
  private final Timer algorithm;
  private final List<Gauge> gauges;

  SchedulerMetrics(
      MeterRegistry registry, String profile, SchedulingQueue queue, ClusterState cluster) {
    this.registry = registry;
    this.profile = profile;
    algorithm = timer("scheduler_scheduling_algorithm_duration_seconds");
    gauges =
        List.of(
            pending(queue, "active", q -> q.sizes().active()),
            pending(queue, "backoff", q -> q.sizes().backoff()),
            pending(queue, "unschedulable", q -> q.sizes().parked()),
            cache(cluster, "nodes", c -> c.snapshot().nodes().size()),
            cache(cluster, "pods", ClusterState::podCount));
  }

  private Gauge pending(
      SchedulingQueue queue, String name, ToDoubleFunction<SchedulingQueue> size) {
    return Gauge.builder("scheduler_pending_pods", queue, size)
        .tag("queue", name)
        .register(registry);
  }

  private Gauge cache(ClusterState cluster, String type, ToDoubleFunction<ClusterState> size) {
    return Gauge.builder("scheduler_scheduler_cache_size", cluster, size)
        .tag("type", type)
        .register(registry);
  }

  private Timer timer(String name, String... tags) {
    return Timer.builder(name)
        .tags(tags)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(4),
            Duration.ofMillis(16),
            Duration.ofMillis(64),
            Duration.ofMillis(256),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(16))
        .register(registry);
  }

  /** The next scheduler of this process has a queue and a cache of its own. */
  void end() {
    gauges.forEach(registry::remove);
  }

  void decided(Duration took) {
    algorithm.record(took);
  }

  /**
   * @param result scheduled, unschedulable or error
   */
  void attempted(String result, Duration took) {
    timer("scheduler_scheduling_attempt_duration_seconds", "profile", profile, "result", result)
        .record(took);
    registry
        .counter("scheduler_schedule_attempts_total", "profile", profile, "result", result)
        .increment();
  }

  void unschedulable(Diagnosis diagnosis) {
    for (var plugin : diagnosis.rejectors()) {
      registry
          .counter("scheduler_unschedulable_pods_total", "plugin", plugin, "profile", profile)
          .increment();
    }
  }

  void bound(QueuedPod pod, Instant now) {
    timer("scheduler_pod_scheduling_sli_duration_seconds")
        .record(Duration.between(pod.firstSeen(), now));
    registry
        .summary("scheduler_pod_scheduling_attempts", "profile", profile)
        .record(pod.attempts());
  }
}
