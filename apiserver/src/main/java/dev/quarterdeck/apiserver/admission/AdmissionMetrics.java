package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
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

  private final MeterRegistry meters;

  AdmissionMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Of one plugin in one phase of one operation. */
  Times ofPlugin(AdmissionPlugin plugin, Phase phase, Operation operation) {
    return new Times("controller", plugin.name(), phase, operation);
  }

  /** Of all plugins together. */
  Times ofPhase(Phase phase, Operation operation) {
    return new Times("step", "", phase, operation);
  }

  /** How long something took, apart for what was refused; a series begins with its first entry. */
  final class Times {

    private final String what;
    private final String plugin;
    private final Phase phase;
    private final Operation operation;
    private volatile Timer passed;
    private volatile Timer rejected;

    private Times(String what, String plugin, Phase phase, Operation operation) {
      this.what = what;
      this.plugin = plugin;
      this.phase = phase;
      this.operation = operation;
    }

    void passed(long nanos) {
      var timer = passed;
      if (timer == null) {
        timer = passed = timer(false); // The registry knows it when two make it at a time.
      }
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    void rejected(long nanos) {
      var timer = rejected;
      if (timer == null) {
        timer = rejected = timer(true);
      }
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(boolean rejects) {
      var timer =
          Timer.builder(PREFIX + what + "_admission_duration_seconds")
              .serviceLevelObjectives(BUCKETS)
              .tag("type", phase.name().toLowerCase(Locale.ROOT))
              .tag("operation", operation.name())
              .tag("rejected", Boolean.toString(rejects));
      return (plugin.isEmpty() ? timer : timer.tag("name", plugin)).register(meters);
    }
  }
}
