package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs the probes of running containers. The implementation has a listener that receives the pod's
 * UID when a container's {@link State} changes; the pod's worker then calls {@link #state}.
 */
public interface ContainerProbes {

  /**
   * A container to probe.
   *
   * @param containerId the CRI id; a restarted container is a new target
   * @param podIp the host of HTTP, TCP and gRPC probes that name none
   * @param seed the state that the API server has of this container, so that a restart of the agent
   *     does not make it not ready; {@link State#INITIAL} for a container that has just started
   */
  record Target(
      Pod pod,
      Container container,
      String containerId,
      String podIp,
      Instant startedAt,
      State seed) {}

  /**
   * The result of a container's probes.
   *
   * @param started whether the startup probe has succeeded or does not exist
   * @param ready whether the container has started, and its readiness probe succeeds or does not
   *     exist
   * @param failure the failure of the liveness or startup probe for which the container must be
   *     stopped
   */
  record State(boolean started, boolean ready, Optional<Failure> failure) {
    /** The state of a container that has just started. */
    public static final State INITIAL = new State(false, false, Optional.empty());
  }

  /**
   * @param probe {@code Liveness} or {@code Startup}
   * @param terminationGracePeriodSeconds that of the probe, if it has one
   */
  record Failure(String probe, String message, Optional<Long> terminationGracePeriodSeconds) {}

  /** Starts the probes of a container; does nothing when they run already. */
  void start(Target target);

  /** Stops the probes of a container; does nothing for an unknown id. */
  void stop(String containerId);

  /**
   * The state of a container. A container without probes is started and ready; one without a call
   * of {@link #start} has {@link State#INITIAL}.
   */
  State state(String containerId);
}
