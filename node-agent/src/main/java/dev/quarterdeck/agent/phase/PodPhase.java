package dev.quarterdeck.agent.phase;

import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Derives a pod's phase from its containers' statuses. */
final class PodPhase {

  private PodPhase() {}

  /**
   * @param over whether no container of the pod runs or will run
   */
  static String of(
      PodState facts, List<ContainerStatus> init, List<ContainerStatus> main, boolean over) {
    var pod = facts.pod();
    var reported = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if (PodState.terminal(reported)) {
      return reported;
    }
    if (facts.stop().isPresent()) {
      return "Failed";
    }
    if (initFailed(pod, init)) {
      return "Failed";
    }
    if (initPending(pod, init, main)) {
      return over ? "Failed" : "Pending";
    }
    return ofMain(pod, main, over);
  }

  private static String ofMain(Pod pod, List<ContainerStatus> main, boolean over) {
    var running = main.stream().filter(s -> s.getState().getRunning() != null).count();
    var succeeded = main.stream().filter(PodPhase::succeeded).count();
    var stopped = main.stream().filter(PodPhase::stopped).count();
    if (running + stopped < main.size()) {
      return over ? "Failed" : "Pending";
    }
    if (running > 0) {
      return "Running";
    }
    if (over) {
      return succeeded == stopped ? "Succeeded" : "Failed";
    }
    return switch (PodSpecs.restartPolicy(pod)) {
      case "Never" -> succeeded == stopped ? "Succeeded" : "Failed";
      case "OnFailure" -> succeeded == stopped ? "Succeeded" : "Running";
      default -> "Running"; // Always
    };
  }

  private static boolean succeeded(ContainerStatus status) {
    var ended = status.getState().getTerminated();
    return ended != null && ended.getExitCode() == 0;
  }

  private static boolean stopped(ContainerStatus status) {
    var waits = status.getState().getWaiting() != null;
    return status.getState().getTerminated() != null
        || waits && status.getLastState() != null && status.getLastState().getTerminated() != null;
  }

  private static boolean initFailed(Pod pod, List<ContainerStatus> init) {
    if (!PodSpecs.restartPolicy(pod).equals("Never")) {
      return false;
    }
    return init.stream()
        .filter(status -> !PodSpecs.sidecar(pod, status.getName()))
        .map(status -> status.getState().getTerminated())
        .anyMatch(ended -> ended != null && ended.getExitCode() != 0);
  }

  /**
   * Whether the pod's init containers have not all succeeded; false once the pod has started a main
   * container.
   */
  static boolean initPending(Pod pod, List<ContainerStatus> init, List<ContainerStatus> main) {
    if (main.stream().anyMatch(s -> s.getContainerID() != null && !s.getContainerID().isEmpty())) {
      return false;
    }
    return init.stream().anyMatch(status -> !initialized(pod, status));
  }

  /** Whether the init container succeeded or, if it is a sidecar, has started. */
  static boolean initialized(Pod pod, ContainerStatus status) {
    return PodSpecs.sidecar(pod, status.getName())
        ? Boolean.TRUE.equals(status.getStarted())
        : Boolean.TRUE.equals(status.getReady());
  }
}
