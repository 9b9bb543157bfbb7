package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Container;

/** How the containers of a pod run beside and after each other. */
public final class PodContainers {

  private PodContainers() {}

  /**
   * Whether an init container keeps running beside the main ones ({@code restartPolicy: Always}).
   */
  public static boolean isSidecar(Container initContainer) {
    return "Always".equals(initContainer.getRestartPolicy());
  }
}
