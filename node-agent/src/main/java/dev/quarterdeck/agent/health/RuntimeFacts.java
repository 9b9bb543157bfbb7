package dev.quarterdeck.agent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of the container runtime.
 *
 * @param since when the agent began to look
 * @param answeredAt when the runtime last answered a status call, whatever it said
 * @param syncedAt when the runtime last said that it is ready
 * @param relistedAt when all sandboxes and containers were last listed
 * @param runtimeProblem what the runtime last said is wrong with it; empty for nothing
 * @param networkProblem what the runtime last said is wrong with its network; empty for nothing
 */
record RuntimeFacts(
    Instant since,
    Optional<Instant> answeredAt,
    Optional<Instant> syncedAt,
    Optional<Instant> relistedAt,
    String runtimeProblem,
    String networkProblem) {

  /** The kubelet's: a runtime that was not ready for as long is down. */
  static final Duration SYNC_THRESHOLD = Duration.ofSeconds(30);

  /** The kubelet's: as long may pass between two complete lists. */
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

  /** The last complete list; before the first one, the time it is due from. */
  Instant relistBase() {
    return relistedAt.orElse(since);
  }

  /** When time alone makes these facts worse; empty when it will not any more. */
  Optional<Instant> worseAt(Instant now) {
    return Stream.concat(
            syncedAt.map(at -> at.plus(SYNC_THRESHOLD)).stream(),
            Stream.of(relistBase().plus(RELIST_THRESHOLD)))
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }
}
