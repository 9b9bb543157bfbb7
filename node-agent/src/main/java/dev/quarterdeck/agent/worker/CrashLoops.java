package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.stream.Stream;

/** Finds the containers that have begun to wait for their next start. */
final class CrashLoops {

  private CrashLoops() {}

  /** A waiting container and its restart count. */
  record Waiting(String name, int restarts) {}

  /**
   * The containers that wait now and did not wait before.
   *
   * @param before the previous status; may be null
   */
  static List<Waiting> begun(PodStatus before, PodStatus now) {
    var waitedBefore = before == null ? List.<Waiting>of() : waiting(before);
    return waiting(now).stream().filter(waits -> !waitedBefore.contains(waits)).toList();
  }

  private static List<Waiting> waiting(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(CrashLoops::backsOff)
        .map(container -> new Waiting(container.getName(), container.getRestartCount()))
        .toList();
  }

  private static boolean backsOff(ContainerStatus container) {
    var waiting = container.getState().getWaiting();
    return waiting != null && "CrashLoopBackOff".equals(waiting.getReason());
  }

  static String message(Pod pod, Waiting container) {
    var metadata = pod.getMetadata();
    return "Back-off restarting failed container %s in pod %s_%s(%s)"
        .formatted(
            container.name(), metadata.getName(), metadata.getNamespace(), metadata.getUid());
  }
}
