package dev.quarterdeck.agent.plan;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the container statuses that the API server has of a pod. */
public final class ReportedStatus {

  private ReportedStatus() {}

  /** The reported status of a container; empty without one. */
  public static Optional<ContainerStatus> of(Pod pod, String container) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    var status = pod.getStatus();
    return Stream.of(
            status.getInitContainerStatuses(),
            status.getContainerStatuses(),
            status.getEphemeralContainerStatuses())
        .flatMap(List::stream)
        .filter(reported -> reported.getName().equals(container))
        .findFirst();
  }

  /** The number of the container's next attempt; 0 when the API server knows of none. */
  public static int nextAttempt(Pod pod, String container) {
    return of(pod, container)
        .filter(status -> status.getContainerID() != null && !status.getContainerID().isEmpty())
        .map(status -> status.getRestartCount() + 1)
        .orElse(0);
  }
}
