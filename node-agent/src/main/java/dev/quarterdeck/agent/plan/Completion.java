package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * Whether a pod has completed: all main containers have exited and none restarts, or an init
 * container has failed and does not restart.
 */
public enum Completion {
  /** A container runs, waits or restarts. */
  NONE,
  SUCCEEDED,
  FAILED;

  /** Whether the pod has completed. */
  public boolean complete() {
    return this != NONE;
  }

  /** The completion of a pod. */
  public static Completion of(Pod pod, Observed observed) {
    for (var init : pod.getSpec().getInitContainers()) {
      if (ended(pod, observed, init).filter(last -> last.exitCode() != 0).isPresent()) {
        return FAILED;
      }
    }
    var failed = false;
    for (var container : pod.getSpec().getContainers()) {
      var last = ended(pod, observed, container);
      if (last.isEmpty()) {
        return NONE;
      }
      failed |= last.get().exitCode() != 0;
    }
    return failed ? FAILED : SUCCEEDED;
  }

  /** The container's last attempt, if it has exited and does not restart. */
  private static Optional<ContainerFacts> ended(Pod pod, Observed observed, Container container) {
    return observed
        .newest(container.getName())
        .filter(last -> last.exited() && !PodSpecs.restarts(pod, container, last.exitCode()));
  }
}
