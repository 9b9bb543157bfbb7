package dev.quarterdeck.agent.plan;

import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Pod;

/** The kind of a container, which decides when it starts and whether it restarts. */
public enum ContainerKind {
  /** An init container that must succeed before the next container starts. */
  INIT,
  /** An init container with {@code restartPolicy: Always}. */
  SIDECAR,
  MAIN,
  EPHEMERAL;

  /** The kind of a container of the pod; {@link #MAIN} for a name that the pod does not have. */
  public static ContainerKind of(Pod pod, String container) {
    for (var init : pod.getSpec().getInitContainers()) {
      if (init.getName().equals(container)) {
        return PodContainers.isSidecar(init) ? SIDECAR : INIT;
      }
    }
    return EphemeralContainers.is(pod, container) ? EPHEMERAL : MAIN;
  }
}
