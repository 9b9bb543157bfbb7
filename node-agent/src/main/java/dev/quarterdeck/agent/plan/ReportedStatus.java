package dev.quarterdeck.agent.plan;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the API server was last told about a pod's containers. */
public final class ReportedStatus {

  private ReportedStatus() {}

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

  /** 0 for a container that never ran as far as the API server knows. */
  public static int nextAttempt(Pod pod, String container) {
    return of(pod, container)
        .filter(status -> status.getContainerID() != null && !status.getContainerID().isEmpty())
        .map(status -> status.getRestartCount() + 1)
        .orElse(0);
  }
}
