package dev.quarterdeck.agent.plan;

import java.time.Duration;
import java.util.List;

/** An action on a pod. The worker performs a plan's actions in order and stops when one fails. */
public sealed interface Action {

  /** Mounts the pod's volumes, creates its cgroup and runs a sandbox. */
  record CreateSandbox(int attempt) implements Action {}

  /** Stops a sandbox, which also releases its network. */
  record StopSandbox(String sandboxId) implements Action {}

  /** Removes a sandbox with all its containers. */
  record RemoveSandbox(String sandboxId) implements Action {}

  /**
   * Pulls the image, and creates and starts a container in the sandbox.
   *
   * @param backoffStep see {@link RestartBackoff}
   */
  record StartContainer(String sandboxId, String container, int attempt, int backoffStep)
      implements Action {}

  /** Stops containers at the same time and waits until all have exited. */
  record KillContainers(List<Kill> kills) implements Action {}

  /** Removes an exited container and its log. */
  record RemoveContainer(String containerId, String logPath) implements Action {}

  /** Unmounts the volumes and removes the cgroup of a pod that has ended. */
  record Release() implements Action {}

  /** Deletes the pod from the API server, which ends its graceful deletion. */
  record DeleteFromApi() implements Action {}

  /**
   * @param message the message of the event
   * @param grace the time for the preStop hook and the stop signal together
   */
  record Kill(String containerId, String container, String message, Duration grace) {}
}
