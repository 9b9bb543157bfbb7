package dev.quarterdeck.agent.plan;

import java.time.Duration;
import java.util.List;

/**
 * One step towards what the pod should be. Steps are taken in order; a failed one ends the round.
 */
public sealed interface Action {

  /** Makes the pod's volumes and cgroup ready and runs a sandbox. */
  record CreateSandbox(int attempt) implements Action {}

  record StopSandbox(String sandboxId) implements Action {}

  /** Removes a sandbox with all its containers. */
  record RemoveSandbox(String sandboxId) implements Action {}

  /**
   * Gets the image, creates and starts a container in the sandbox.
   *
   * @param backoffStep see {@link RestartBackoff}
   */
  record StartContainer(String sandboxId, String container, int attempt, int backoffStep)
      implements Action {}

  /** Kills containers side by side and waits until all are dead. */
  record KillContainers(List<Kill> kills) implements Action {}

  /** Removes a dead container and its log. */
  record RemoveContainer(String containerId, String logPath) implements Action {}

  /** Unmounts the volumes and removes the cgroup of a pod that runs no more. */
  record Release() implements Action {}

  /** Tells the API server that the pod is gone from here, which ends a graceful deletion. */
  record DeleteFromApi() implements Action {}

  /**
   * @param message what the event says
   * @param grace preStop hook included
   */
  record Kill(String containerId, String container, String message, Duration grace) {}
}
