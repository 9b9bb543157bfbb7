package dev.quarterdeck.agent.plan;

import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Pod;

/** The part a container has in its pod, which decides when it starts and whether it restarts. */
public enum ContainerKind {
  /** An init container that runs to its end before the next one starts. */
  INIT,
  /** An init container with {@code restartPolicy: Always}. */
  SIDECAR,
  MAIN,
  EPHEMERAL;

  /** The kind of a container that the pod names; {@link #MAIN} for a name it does not have. */
  public static ContainerKind of(Pod pod, String container) {
    for (var init : pod.getSpec().getInitContainers()) {
      if (init.getName().equals(container)) {
        return PodContainers.isSidecar(init) ? SIDECAR : INIT;
      }
    }
    return Ephemeral.is(pod, container) ? EPHEMERAL : MAIN;
  }
}
