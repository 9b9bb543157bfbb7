package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A pod as its worker last saw it.
 *
 * @param pod as last received, with the status last computed here
 * @param sandboxId empty while there is no sandbox
 * @param containers all that the runtime still has, of each name the newest attempt first
 */
public record PodView(Pod pod, Optional<String> sandboxId, List<ContainerView> containers) {

  /** How far a container got. */
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }

  /**
   * One attempt of a container.
   *
   * @param id CRI id, without scheme
   * @param attempt 0 for the first
   * @param log the file the runtime writes in CRI format
   */
  public record ContainerView(String name, String id, int attempt, State state, Path log) {}

  public PodView {
    containers = List.copyOf(containers);
  }

  /** The newest attempt. */
  public Optional<ContainerView> container(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * The attempt before the newest, if the runtime still has it: {@code kubectl logs --previous}.
   */
  public Optional<ContainerView> previous(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).skip(1).findFirst();
  }
}
