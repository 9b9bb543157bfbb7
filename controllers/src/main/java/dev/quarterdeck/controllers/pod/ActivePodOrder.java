package dev.quarterdeck.controllers.pod;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;

/**
 * The order in which pods go where one is as good as another: those that serve least come first.
 */
public final class ActivePodOrder {

  /**
   * Without a node before those with one, then by phase, not ready before ready, ready for a
   * shorter time, more restarts, younger.
   */
  public static final Comparator<Pod> LEAST_FIRST =
      Comparator.<Pod, Boolean>comparing(PodFacts::isScheduled)
          .thenComparingInt(ActivePodOrder::phase)
          .thenComparing(PodFacts::isReady)
          .thenComparing(ActivePodOrder::readySince, Comparator.reverseOrder())
          .thenComparing(Comparator.comparingInt(ActivePodOrder::restarts).reversed())
          .thenComparing(ActivePodOrder::creation, Comparator.reverseOrder())
          .thenComparing(pod -> pod.getMetadata().getName());

  private ActivePodOrder() {}

  /** Pending before Unknown before Running. */
  public static int phase(Pod pod) {
    return switch (PodFacts.phase(pod)) {
      case "Pending" -> 0;
      case "Unknown" -> 1;
      default -> 2;
    };
  }

  /** Of the container that was restarted most. */
  public static int restarts(Pod pod) {
    if (pod.getStatus() == null) {
      return 0;
    }
    return pod.getStatus().getContainerStatuses().stream()
        .map(ContainerStatus::getRestartCount)
        .mapToInt(count -> count == null ? 0 : count)
        .max()
        .orElse(0);
  }

  private static Instant readySince(Pod pod) {
    return PodFacts.readySince(pod).orElse(Instant.MAX);
  }

  private static Instant creation(Pod pod) {
    return Timestamps.parse(pod.getMetadata().getCreationTimestamp()).orElse(Instant.MAX);
  }
}
