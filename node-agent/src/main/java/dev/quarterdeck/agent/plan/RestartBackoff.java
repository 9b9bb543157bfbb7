package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a container that ended waits for its next start: not at all the first time, then 10 s
 * doubling to 5 min; ten minutes of running wipe the slate. The step is carried from attempt to
 * attempt in the runtime's annotations, so it outlives the agent.
 */
public final class RestartBackoff {

  static final Duration FIRST = Duration.ofSeconds(10);
  static final Duration CAP = Duration.ofMinutes(5);
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

  private RestartBackoff() {}

  /** The step of the attempt that follows {@code ended}. */
  public static int nextStep(ContainerFacts ended) {
    return effectiveStep(ended) + 1;
  }

  /** How long after its end the container may start again. */
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
