package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * Whether a pod has come to its own end, and how: all main containers ended and none restarts, or
 * an init container failed for good.
 */
public enum Completion {
  /** Something still runs, waits or restarts. */
  NONE,
  SUCCEEDED,
  FAILED;

  public boolean complete() {
    return this != NONE;
  }

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

  /** The container's last attempt, if it ended and will not start again. */
  private static Optional<ContainerFacts> ended(Pod pod, Observed observed, Container container) {
    return observed
        .newest(container.getName())
        .filter(last -> last.exited() && !PodSpecs.restarts(pod, container, last.exitCode()));
  }
}
