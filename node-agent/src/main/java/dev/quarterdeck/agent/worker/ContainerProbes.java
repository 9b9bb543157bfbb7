package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs the probes of running containers; room {@code probe} does. Whoever builds it passes a
 * listener that is told the pod's UID whenever a container's {@link State} changed; the pod's
 * worker then asks {@link #state}.
 */
public interface ContainerProbes {

  /**
   * A container to probe.
   *
   * @param containerId its CRI id: a restarted container is a new target
   * @param podIp where HTTP, TCP and gRPC probes go unless they name a host
   * @param seed what the API server last knew of this very container, so that an agent's restart
   *     does not make it unready; {@link State#INITIAL} for one just started
   */
  record Target(
      Pod pod,
      Container container,
      String containerId,
      String podIp,
      Instant startedAt,
      State seed) {}

  /**
   * What the probes found.
   *
   * @param started the startup probe succeeded, or there is none
   * @param ready started, and the readiness probe succeeds or there is none
   * @param failure why the container must be killed (liveness or startup failed often enough)
   */
  record State(boolean started, boolean ready, Optional<Failure> failure) {
    public static final State INITIAL = new State(false, false, Optional.empty());
  }

  /**
   * @param probe {@code Liveness} or {@code Startup}
   * @param terminationGracePeriodSeconds the probe's own, where it has one
   */
  record Failure(String probe, String message, Optional<Long> terminationGracePeriodSeconds) {}

  /** Begins to probe; a target already known (by container id) goes on undisturbed. */
  void start(Target target);

  /** Ends probing; unknown ids are fine. */
  void stop(String containerId);

  /**
   * What is known of a container. One without probes is started and ready; one never {@link #start
   * started} is {@link State#INITIAL}.
   */
  State state(String containerId);
}
