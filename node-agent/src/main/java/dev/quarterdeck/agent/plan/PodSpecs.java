package dev.quarterdeck.agent.plan;

import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads pod specs and applies the API's defaults to missing fields. */
public final class PodSpecs {

  private static final long DEFAULT_GRACE_SECONDS = 30;

  private PodSpecs() {}

  /** Whether the pod uses the host's network. */
  public static boolean hostNetwork(Pod pod) {
    return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
  }

  /** The pod's restart policy: {@code Always}, {@code OnFailure} or {@code Never}. */
  public static String restartPolicy(Pod pod) {
    return Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always");
  }

  /** Whether the named container is one of the pod's sidecars. */
  public static boolean sidecar(Pod pod, String container) {
    return pod.getSpec().getInitContainers().stream()
        .anyMatch(init -> init.getName().equals(container) && PodContainers.isSidecar(init));
  }

  /** The pod's init and main containers. */
  public static Stream<Container> all(Pod pod) {
    var spec = pod.getSpec();
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
  }

  /** Finds a container of the pod, also an ephemeral one. */
  public static Optional<Container> find(Pod pod, String name) {
    return Stream.concat(all(pod), EphemeralContainers.of(pod).stream())
        .filter(container -> container.getName().equals(name))
        .findFirst();
  }

  /** The pod's sidecars in their order. */
  public static List<Container> sidecars(Pod pod) {
    return pod.getSpec().getInitContainers().stream().filter(PodContainers::isSidecar).toList();
  }

  /**
   * Whether the pod starts a container again after it ended with {@code exitCode}. An init
   * container that succeeded never restarts, whatever the pod's restart policy.
   */
  public static boolean restarts(Pod pod, Container container, int exitCode) {
    var policy = restartPolicy(pod);
    return switch (ContainerKind.of(pod, container.getName())) {
      case SIDECAR -> true;
      case EPHEMERAL -> false;
      case INIT -> exitCode != 0 && !policy.equals("Never");
      case MAIN -> policy.equals("Always") || policy.equals("OnFailure") && exitCode != 0;
    };
  }

  /** How long the pod's containers may take to stop. */
  public static Duration grace(Pod pod) {
    var deletion = pod.getMetadata().getDeletionGracePeriodSeconds();
    if (pod.getMetadata().getDeletionTimestamp() != null && deletion != null) {
      return Duration.ofSeconds(deletion);
    }
    var spec = pod.getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(spec == null ? DEFAULT_GRACE_SECONDS : spec);
  }

  /**
   * When the pod's activeDeadlineSeconds pass; empty without them or before the pod has a start
   * time.
   */
  public static Optional<Instant> deadline(Pod pod) {
    var seconds = pod.getSpec().getActiveDeadlineSeconds();
    var start = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    return seconds == null || start == null
        ? Optional.empty()
        : Optional.of(Instant.parse(start).plusSeconds(seconds));
  }
}
