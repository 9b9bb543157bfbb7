package dev.quarterdeck.agent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the agent has observed of the container runtime.
 *
 * @param since when the agent began to ask the runtime
 * @param answeredAt when the runtime last answered a status call
 * @param syncedAt when the runtime last reported that it is ready
 * @param relistedAt when the agent last listed all sandboxes and containers
 * @param runtimeProblem why the runtime last reported that it is not ready; empty when it is
 * @param networkProblem why the runtime last reported that its network is not ready; empty when it
 *     is
 */
record RuntimeFacts(
    Instant since,
    Optional<Instant> answeredAt,
    Optional<Instant> syncedAt,
    Optional<Instant> relistedAt,
    String runtimeProblem,
    String networkProblem) {

  /** The kubelet's limit: a runtime that has not been ready for this long is down. */
  static final Duration SYNC_THRESHOLD = Duration.ofSeconds(30);

  /** The kubelet's limit for the time between two relists. */
  static final Duration RELIST_THRESHOLD = Duration.ofMinutes(3);

  static RuntimeFacts unknown(Instant since) {
    return new RuntimeFacts(
        since, Optional.empty(), Optional.empty(), Optional.empty(), "", "network state unknown");
  }

  RuntimeFacts answered(Instant at, String newRuntimeProblem, String newNetworkProblem) {
    var synced = newRuntimeProblem.isEmpty() ? Optional.of(at) : syncedAt;
    return new RuntimeFacts(
        since, Optional.of(at), synced, relistedAt, newRuntimeProblem, newNetworkProblem);
  }

  RuntimeFacts relisted(Instant at) {
    return new RuntimeFacts(
        since, answeredAt, syncedAt, Optional.of(at), runtimeProblem, networkProblem);
  }

  /** When the last relist ended; before the first relist, when the agent began. */
  Instant relistBase() {
    return relistedAt.orElse(since);
  }

  /** The next moment at which a limit passes; empty when all limits have passed. */
  Optional<Instant> worseAt(Instant now) {
    return Stream.concat(
            syncedAt.map(at -> at.plus(SYNC_THRESHOLD)).stream(),
            Stream.of(relistBase().plus(RELIST_THRESHOLD)))
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }
}
