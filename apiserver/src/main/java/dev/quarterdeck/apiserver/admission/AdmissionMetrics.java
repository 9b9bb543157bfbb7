package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Times plugins and phases, under Kubernetes' names. */
final class AdmissionMetrics {

  /** Kubernetes' words for the two phases. */
  enum Phase {
    ADMIT,
    VALIDATE
  }

  private static final String PREFIX = "apiserver_admission_";

  private static final Duration[] BUCKETS =
      Stream.of(5, 25, 100, 500, 1_000, 2_500).map(Duration::ofMillis).toArray(Duration[]::new);

  /**
   * @param plugin empty for a whole phase
   */
  private record Subject(String plugin, Phase phase, Operation operation, boolean rejected) {}

  private final MeterRegistry meters;
  private final Map<Subject, Timer> timers = new ConcurrentHashMap<>();

  AdmissionMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void asked(AdmissionPlugin plugin, Phase phase, Operation operation, boolean no, long nanos) {
    record(new Subject(plugin.name(), phase, operation, no), nanos);
  }

  void passed(Phase phase, Operation operation, boolean no, long nanos) {
    record(new Subject("", phase, operation, no), nanos);
  }

  private void record(Subject subject, long nanos) {
    timers.computeIfAbsent(subject, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Subject subject) {
    var ofPhase = subject.plugin.isEmpty();
    var timer =
        Timer.builder(PREFIX + (ofPhase ? "step" : "controller") + "_admission_duration_seconds")
            .serviceLevelObjectives(BUCKETS)
            .tag("type", subject.phase.name().toLowerCase(java.util.Locale.ROOT))
            .tag("operation", subject.operation.name())
            .tag("rejected", Boolean.toString(subject.rejected));
    return (ofPhase ? timer : timer.tag("name", subject.plugin)).register(meters);
  }
}
