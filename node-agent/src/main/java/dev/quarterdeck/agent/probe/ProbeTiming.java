package dev.quarterdeck.agent.probe;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;

/** The timing and thresholds of a probe, with Kubernetes' defaults for missing fields. */
record ProbeTiming(
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int successThreshold,
    int failureThreshold) {

  static ProbeTiming of(Probe probe) {
    return new ProbeTiming(
        Duration.ofSeconds(orElse(probe.getInitialDelaySeconds(), 0)),
        Duration.ofSeconds(orElse(probe.getPeriodSeconds(), 10)),
        Duration.ofSeconds(orElse(probe.getTimeoutSeconds(), 1)),
        orElse(probe.getSuccessThreshold(), 1),
        orElse(probe.getFailureThreshold(), 3));
  }

  private static int orElse(Integer number, int otherwise) {
    return number == null || number <= 0 ? otherwise : number;
  }
}
