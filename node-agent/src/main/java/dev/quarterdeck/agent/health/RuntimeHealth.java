package dev.quarterdeck.agent.health;

import dev.quarterdeck.model.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the container runtime can run pods.
 *
 * @param known whether the runtime has answered at least once
 * @param problems why it cannot run pods, as the kubelet's messages; empty when it can
 */
public record RuntimeHealth(boolean known, List<String> problems) {

  public RuntimeHealth {
    problems = List.copyOf(problems);
  }

  static RuntimeHealth of(RuntimeFacts facts, Instant now) {
    var problems = new ArrayList<String>();
    if (facts.syncedAt().isEmpty()) {
      problems.add("container runtime status check may not have completed yet");
    } else if (!now.isBefore(facts.syncedAt().get().plus(RuntimeFacts.SYNC_THRESHOLD))) {
      problems.add("container runtime is down");
    }
    var sinceRelist = Duration.between(facts.relistBase(), now);
    if (sinceRelist.compareTo(RuntimeFacts.RELIST_THRESHOLD) > 0) {
      problems.add("PLEG is not healthy: " + relistProblem(facts, sinceRelist));
    }
    if (!facts.runtimeProblem().isEmpty()) {
      problems.add(facts.runtimeProblem());
    }
    if (!facts.networkProblem().isEmpty()) {
      problems.add(facts.networkProblem());
    }
    return new RuntimeHealth(facts.answeredAt().isPresent(), problems);
  }

  private static String relistProblem(RuntimeFacts facts, Duration sinceRelist) {
    return facts.relistedAt().isEmpty()
        ? "pleg has yet to be successful"
        : "pleg was last seen active %s ago; threshold is %s"
            .formatted(
                GoDuration.format(sinceRelist), GoDuration.format(RuntimeFacts.RELIST_THRESHOLD));
  }

  /** Whether the runtime can run pods. */
  public boolean ready() {
    return problems.isEmpty();
  }

  /** All problems in the form of Go's aggregated errors; empty when there is none. */
  public String message() {
    return problems.size() < 2
        ? String.join("", problems)
        : "[" + String.join(", ", problems) + "]";
  }
}
