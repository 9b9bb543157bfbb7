package dev.quarterdeck.agent.plan;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the runtime holds of one pod: the only truth there is about what runs.
 *
 * @param sandboxes newest first
 * @param containers newest first
 */
public record Observed(List<SandboxFacts> sandboxes, List<ContainerFacts> containers) {

  public static final Observed NOTHING = new Observed(List.of(), List.of());

  /**
   * A sandbox.
   *
   * @param ips the pod's addresses, the first one primary; empty on the host's network
   */
  public record SandboxFacts(
      String id, int attempt, boolean ready, Instant createdAt, List<String> ips) {}

  /** How far a container got. */
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }

  /** How a container ended; the reason and message are the runtime's. */
  public record Exit(int code, String reason, String message, Instant finishedAt) {}

  /**
   * One attempt of a container.
   *
   * @param startedAt the epoch when it never started
   * @param exit present exactly when it exited
   * @param image the reference as the pod wrote it
   * @param imageId what that was resolved to
   * @param hash of the spec it was created from, see {@link ContainerHash}
   * @param backoffStep how many quick ends in a row came before it
   * @param logPath absolute
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

    public boolean running() {
      return state == State.RUNNING;
    }

    public boolean exited() {
      return state == State.EXITED;
    }

    /** The exit code; 0 for a container that has not exited. */
    public int exitCode() {
      return exit.map(Exit::code).orElse(0);
    }

    /** The same container with another message about its end; it must have exited. */
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

  /** The newest attempt of a container, in whichever sandbox. */
  public Optional<ContainerFacts> newest(String name) {
    return containers.stream().filter(container -> container.name().equals(name)).findFirst();
  }

  /** The newest attempt within one sandbox. */
  public Optional<ContainerFacts> newestIn(String sandboxId, String name) {
    return containers.stream()
        .filter(c -> c.name().equals(name) && c.sandboxId().equals(sandboxId))
        .findFirst();
  }

  public List<ContainerFacts> running() {
    return containers.stream().filter(ContainerFacts::running).toList();
  }

  public Optional<ContainerFacts> byId(String id) {
    return containers.stream().filter(container -> container.id().equals(id)).findFirst();
  }
}
