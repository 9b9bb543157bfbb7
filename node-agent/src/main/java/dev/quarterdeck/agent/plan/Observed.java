package dev.quarterdeck.agent.plan;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the runtime holds of one pod.
 *
 * @param sandboxes the newest first
 * @param containers the newest first
 */
public record Observed(List<SandboxFacts> sandboxes, List<ContainerFacts> containers) {

  /** The runtime holds nothing of the pod. */
  public static final Observed NOTHING = new Observed(List.of(), List.of());

  /**
   * A sandbox.
   *
   * @param ips the pod's addresses, the primary one first; empty on the host's network
   */
  public record SandboxFacts(
      String id, int attempt, boolean ready, Instant createdAt, List<String> ips) {}

  /** The state of a container. */
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }

  /** The end of a container; the reason and message are the runtime's. */
  public record Exit(int code, String reason, String message, Instant finishedAt) {}

  /**
   * One attempt of a container.
   *
   * @param startedAt the epoch when the attempt never started
   * @param exit present exactly when the attempt has exited
   * @param image the image reference of the pod's spec
   * @param imageId the id of that image
   * @param hash the {@link ContainerHash} of the spec from which the container was created
   * @param backoffStep how many exits in a row the back-off counts before this attempt
   * @param logPath the absolute path of the log
   */
  public record ContainerFacts(
      String id,
      String name,
      String sandboxId,
      int attempt,
      State state,
      Instant createdAt,
      Instant startedAt,
      Optional<Exit> exit,
      String image,
      String imageId,
      String hash,
      int backoffStep,
      String logPath) {

    /** Whether the attempt runs. */
    public boolean running() {
      return state == State.RUNNING;
    }

    /** Whether the attempt has exited. */
    public boolean exited() {
      return state == State.EXITED;
    }

    /** The exit code; 0 for a container that has not exited. */
    public int exitCode() {
      return exit.map(Exit::code).orElse(0);
    }

    /** The same attempt, which must have exited, with another exit message. */
    public ContainerFacts withExitMessage(String message) {
      var end = exit.orElseThrow();
      var told = new Exit(end.code(), end.reason(), message, end.finishedAt());
      return new ContainerFacts(
          id,
          name,
          sandboxId,
          attempt,
          state,
          createdAt,
          startedAt,
          Optional.of(told),
          image,
          imageId,
          hash,
          backoffStep,
          logPath);
    }
  }

  public Observed {
    sandboxes =
        sandboxes.stream()
            .sorted(
                Comparator.comparingInt(SandboxFacts::attempt)
                    .thenComparing(SandboxFacts::createdAt)
                    .reversed())
            .toList();
    containers =
        containers.stream()
            .sorted(
                Comparator.comparingInt(ContainerFacts::attempt)
                    .thenComparing(ContainerFacts::createdAt)
                    .reversed())
            .toList();
  }

  /** The newest sandbox. */
  public Optional<SandboxFacts> sandbox() {
    return sandboxes.stream().findFirst();
  }

  /** All attempts of a container, newest first. */
  public List<ContainerFacts> attempts(String name) {
    return containers.stream().filter(container -> container.name().equals(name)).toList();
  }

  /** The newest attempt of a container in any sandbox. */
  public Optional<ContainerFacts> newest(String name) {
    return containers.stream().filter(container -> container.name().equals(name)).findFirst();
  }

  /** The newest attempt of a container in one sandbox. */
  public Optional<ContainerFacts> newestIn(String sandboxId, String name) {
    return containers.stream()
        .filter(c -> c.name().equals(name) && c.sandboxId().equals(sandboxId))
        .findFirst();
  }

  /** All running attempts. */
  public List<ContainerFacts> running() {
    return containers.stream().filter(ContainerFacts::running).toList();
  }
}
