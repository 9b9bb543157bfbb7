package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A pod as its worker last read it.
 *
 * @param pod the pod as last received, with the status last computed
 * @param sandboxId the id of the sandbox; empty without one
 * @param containers all attempts that the runtime has, the newest of each container first
 */
public record PodView(Pod pod, Optional<String> sandboxId, List<ContainerView> containers) {

  /** The state of a container. */
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }

  /**
   * One attempt of a container.
   *
   * @param id the CRI id, without the scheme
   * @param attempt the number of the attempt; 0 for the first
   * @param log the log file in CRI format
   */
  public record ContainerView(String name, String id, int attempt, State state, Path log) {}

  public PodView {
    containers = List.copyOf(containers);
  }

  /** The newest attempt of a container. */
  public Optional<ContainerView> container(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * The attempt before the newest, if the runtime has it; {@code kubectl logs --previous} reads its
   * log.
   */
  public Optional<ContainerView> previous(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).skip(1).findFirst();
  }
}
