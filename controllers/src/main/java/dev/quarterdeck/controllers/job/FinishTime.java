package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When a pod ended. */
final class FinishTime {

  static final Comparator<Pod> ORDER = Comparator.comparing(FinishTime::of);

  private FinishTime() {}

  /**
   * When its last container did; else since when it has not been ready, else when its deletion was
   * asked for, else when it was made.
   */
  static Instant of(Pod pod) {
    return lastContainer(pod)
        .or(() -> notReadySince(pod))
        .or(() -> deletion(pod))
        .or(() -> Timestamps.parse(pod.getMetadata().getCreationTimestamp()))
        .orElse(Instant.EPOCH);
  }

  /** Empty while one of them, sidecars included, has no time of its end. */
  private static Optional<Instant> lastContainer(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    var sidecars =
        pod.getSpec().getInitContainers().stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()))
            .map(Container::getName)
            .collect(Collectors.toSet());
    var ends =
        Stream.concat(
                pod.getStatus().getContainerStatuses().stream(),
                pod.getStatus().getInitContainerStatuses().stream()
                    .filter(status -> sidecars.contains(status.getName())))
            .map(FinishTime::end)
            .toList();
    return latest(ends);
  }

  private static Optional<Instant> latest(List<Optional<Instant>> ends) {
    return ends.stream().allMatch(Optional::isPresent)
        ? ends.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private static Optional<Instant> end(ContainerStatus status) {
    return Optional.ofNullable(status.getState())
        .map(state -> state.getTerminated())
        .flatMap(terminated -> Timestamps.parse(terminated.getFinishedAt()));
  }

  private static Optional<Instant> notReadySince(Pod pod) {
    return PodFacts.condition(pod, "Ready")
        .filter(c -> "False".equals(c.getStatus()))
        .flatMap(c -> Timestamps.parse(c.getLastTransitionTime()));
  }

  /** The timestamp is when the grace period ends. */
  private static Optional<Instant> deletion(Pod pod) {
    var grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    return Timestamps.parse(pod.getMetadata().getDeletionTimestamp())
        .map(end -> end.minusSeconds(grace == null ? 0 : grace));
  }
}
