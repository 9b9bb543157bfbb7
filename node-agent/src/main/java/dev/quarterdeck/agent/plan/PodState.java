package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The facts about one pod at one moment, from which its actions and its status are computed.
 *
 * @param pod as last received from the API server
 * @param inApi whether the API server still has the pod
 * @param observed what the runtime holds of the pod
 * @param actionFailures the last failure of each container; under {@link #POD} the last failure of
 *     the sandbox or the whole pod
 * @param probes the probe results by container id; a missing entry means that there is no result
 *     yet
 * @param stop why the node ends the pod although nobody deleted it
 * @param stoppingSince when the pod began to stop
 * @param released whether the pod's volumes and cgroup have been removed
 */
public record PodState(
    Pod pod,
    boolean inApi,
    Observed observed,
    Map<String, ActionFailure> actionFailures,
    Map<String, ProbeFacts> probes,
    Optional<Stop> stop,
    Optional<Instant> stoppingSince,
    boolean released) {

  /** The key of failures that concern the whole pod. */
  public static final String POD = "";

  /**
   * The failure of an action, which the worker performs again.
   *
   * @param reason the waiting reason in the container's status
   * @param retryAt when the action may be performed again
   */
  public record ActionFailure(String reason, String message, Instant retryAt) {}

  /**
   * The probe results of one running container.
   *
   * @param failure why the container must be stopped
   */
  public record ProbeFacts(boolean started, boolean ready, Optional<Failure> failure) {

    /** The facts of a container whose probes have no result yet. */
    public static final ProbeFacts UNKNOWN = new ProbeFacts(false, false, Optional.empty());
  }

  /**
   * @param probe {@code Liveness} or {@code Startup}
   * @param grace the probe's {@code terminationGracePeriodSeconds}, if it has one
   */
  public record Failure(String probe, String message, Optional<Duration> grace) {}

  /**
   * Why the node ends the pod although nobody deleted it. The pod's phase becomes Failed with this
   * reason.
   *
   * @param message the message of the event
   * @param rejected whether the node rejects the pod before it starts anything of it
   */
  public record Stop(String reason, String message, boolean rejected) {

    /** The reason for which the node rejects a pod. */
    public static Stop rejection(String reason, String message) {
      return new Stop(reason, message, true);
    }

    /** The message of the pod's status. */
    public String statusMessage() {
      return rejected ? "Pod was rejected: " + message : message;
    }
  }

  /** The probe results of a container. */
  public ProbeFacts probe(ContainerFacts container) {
    return probes.getOrDefault(container.id(), ProbeFacts.UNKNOWN);
  }

  /** The last failure of an action on a container. */
  public Optional<ActionFailure> actionFailure(String container) {
    return Optional.ofNullable(actionFailures.get(container));
  }

  /** Whether the pod ends: it is deleted or gone, the node ends it, or its phase is terminal. */
  public boolean stopping() {
    var ended = pod.getStatus() != null && terminal(pod.getStatus().getPhase());
    return !inApi || deleted() || stop.isPresent() || ended;
  }

  /** Whether no container of the pod starts any more: the pod ends or has completed. */
  public boolean ending() {
    return stopping() || Completion.of(pod, observed).complete();
  }

  /** Whether the pod has a deletion timestamp. */
  public boolean deleted() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether a phase is terminal: {@code Succeeded} or {@code Failed}. */
  public static boolean terminal(String phase) {
    return "Failed".equals(phase) || "Succeeded".equals(phase);
  }
}
