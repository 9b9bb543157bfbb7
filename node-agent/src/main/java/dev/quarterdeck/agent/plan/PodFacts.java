package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All that is decided from, about one pod at one moment.
 *
 * @param pod as the API server last said
 * @param inApi false once the pod is gone from the API server
 * @param observed what the runtime holds
 * @param troubles what went wrong last, by container; {@link #POD} for the pod's own sandbox
 * @param probes by container id; missing means nothing is known yet
 * @param stop why the pod must stop although the API server wants it to run
 * @param stoppingSince when its containers were first told to stop
 * @param released its volumes and cgroup are gone
 */
public record PodFacts(
    Pod pod,
    boolean inApi,
    Observed observed,
    Map<String, Trouble> troubles,
    Map<String, ProbeFacts> probes,
    Optional<Stop> stop,
    Optional<Instant> stoppingSince,
    boolean released) {

  /** The key of troubles that concern the whole pod. */
  public static final String POD = "";

  /**
   * A failure that is tried again.
   *
   * @param reason the waiting reason in the container's status
   * @param retryAt not before
   */
  public record Trouble(String reason, String message, Instant retryAt) {}

  /**
   * What probes found out about one running container.
   *
   * @param failure why it must be killed
   */
  public record ProbeFacts(boolean started, boolean ready, Optional<Failure> failure) {

    public static final ProbeFacts UNKNOWN = new ProbeFacts(false, false, Optional.empty());
  }

  /**
   * @param probe {@code Liveness} or {@code Startup}
   * @param grace the probe's own grace, where it has one
   */
  public record Failure(String probe, String message, Optional<Duration> grace) {}

  /**
   * Why the node ends the pod although nobody deleted it: its status becomes Failed with this
   * reason.
   *
   * @param message as events tell it
   * @param rejected whether the node does not even begin with it
   */
  public record Stop(String reason, String message, boolean rejected) {

    public static Stop rejection(String reason, String message) {
      return new Stop(reason, message, true);
    }

    /** As the pod's status tells it. */
    public String statusMessage() {
      return rejected ? "Pod was rejected: " + message : message;
    }
  }

  public ProbeFacts probe(ContainerFacts container) {
    return probes.getOrDefault(container.id(), ProbeFacts.UNKNOWN);
  }

  public Optional<Trouble> trouble(String container) {
    return Optional.ofNullable(troubles.get(container));
  }

  /** Whether the pod is on its way out: deleted, gone, stopped by the node or already ended. */
  public boolean stopping() {
    var ended = pod.getStatus() != null && terminal(pod.getStatus().getPhase());
    return !inApi || deleted() || stop.isPresent() || ended;
  }

  /** Whether no container of the pod is started any more: it stops, or it came to its own end. */
  public boolean ending() {
    return stopping() || Completion.of(pod, observed).complete();
  }

  public boolean deleted() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  public static boolean terminal(String phase) {
    return "Failed".equals(phase) || "Succeeded".equals(phase);
  }
}
