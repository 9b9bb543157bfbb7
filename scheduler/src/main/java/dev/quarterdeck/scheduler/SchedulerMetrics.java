package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.Profiles;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The metrics kube-scheduler has, under its names. */
final class SchedulerMetrics {

  private final MeterRegistry registry;
  private final Timer algorithm;
  private final List<Gauge> gauges = new ArrayList<>();

  SchedulerMetrics(
      MeterRegistry registry, Profiles profiles, SchedulingQueue queue, ClusterState cluster) {
    this.registry = registry;
    algorithm = timer("scheduler_scheduling_algorithm_duration_seconds");
    gauges.add(pending(queue, "active", q -> q.sizes().active()));
    gauges.add(pending(queue, "backoff", q -> q.sizes().backoff()));
    gauges.add(pending(queue, "unschedulable", q -> q.sizes().unschedulable()));
    gauges.add(pending(queue, "gated", q -> q.sizes().gated()));
    gauges.add(cache(cluster, "nodes", c -> c.snapshot().nodes().size()));
    gauges.add(cache(cluster, "pods", ClusterState::podCount));
    for (var profile : profiles.all()) {
      profile.rejectors().forEach(plugin -> gauges.add(rejected(queue, profile, plugin)));
    }
  }

  private Gauge rejected(SchedulingQueue queue, Profile profile, String plugin) {
    var name = profile.schedulerName();
    return Gauge.builder("scheduler_unschedulable_pods", queue, q -> q.rejectedBy(name, plugin))
        .tag("plugin", plugin)
        .tag("profile", name)
        .register(registry);
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
   * An attempt is over.
   *
   * @param result scheduled, unschedulable or error
   */
  void attempted(Profile profile, String result, Duration took) {
    var name = profile.schedulerName();
    timer("scheduler_scheduling_attempt_duration_seconds", "profile", name, "result", result)
        .record(took);
    registry
        .counter("scheduler_schedule_attempts_total", "profile", name, "result", result)
        .increment();
  }

  void bound(Attempt attempt, Instant now) {
    timer("scheduler_pod_scheduling_sli_duration_seconds")
        .record(Duration.between(attempt.queued().firstSeen(), now));
    registry
        .summary("scheduler_pod_scheduling_attempts", "profile", attempt.profile().schedulerName())
        .record(attempt.queued().attempts());
  }
}
