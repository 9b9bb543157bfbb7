package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import java.time.Duration;
import java.time.Instant;

/**
 * Computes how long a container waits before its next start: not at all the first time, then 10 s,
 * doubling up to 5 min; a run of ten minutes resets it. Each attempt has its step in an annotation
 * in the runtime, so that it survives the agent.
 */
public final class RestartBackoff {

  static final Duration FIRST = Duration.ofSeconds(10);
  static final Duration CAP = Duration.ofMinutes(5);
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

  private RestartBackoff() {}

  /** The step of the attempt after {@code ended}. */
  public static int nextStep(ContainerFacts ended) {
    return effectiveStep(ended) + 1;
  }

  /** How long after its exit the container may start again. */
  public static Duration delay(ContainerFacts ended) {
    var step = effectiveStep(ended);
    if (step == 0) {
      return Duration.ZERO;
    }
    var doubled = FIRST.multipliedBy(1L << Math.min(step - 1, 10));
    return doubled.compareTo(CAP) < 0 ? doubled : CAP;
  }

  /** When the container may start again. */
  public static Instant dueAt(ContainerFacts ended) {
    return ended.exit().map(Observed.Exit::finishedAt).orElse(ended.createdAt()).plus(delay(ended));
  }

  private static int effectiveStep(ContainerFacts ended) {
    var ran =
        ended
            .exit()
            .map(exit -> Duration.between(ended.startedAt(), exit.finishedAt()))
            .orElse(Duration.ZERO);
    var started = ended.startedAt().isAfter(Instant.EPOCH);
    return started && ran.compareTo(FORGIVEN_AFTER) >= 0 ? 0 : ended.backoffStep();
  }
}
