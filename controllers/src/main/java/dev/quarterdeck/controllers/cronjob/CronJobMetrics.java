package dev.quarterdeck.controllers.cronjob;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.IntStream;

/** Kubernetes' own metric of the cron job controller. */
final class CronJobMetrics {

  private static final Duration[] BUCKETS =
      IntStream.range(0, 10).mapToObj(i -> Duration.ofSeconds(1L << i)).toArray(Duration[]::new);

  private final Timer skew;

  CronJobMetrics(MeterRegistry registry) {
    skew =
        Timer.builder("cronjob_controller_job_creation_skew_duration_seconds")
            .description("Between when a job was due and when it was made.")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  void created(Duration late) {
    skew.record(late);
  }
}
