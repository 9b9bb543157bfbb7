package dev.quarterdeck.agent.phase;

import dev.quarterdeck.agent.plan.EphemeralContainers;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState;
import dev.quarterdeck.agent.plan.ReportedStatus;
import dev.quarterdeck.agent.plan.RestartBackoff;
import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Computes the container statuses of a pod from its facts. */
final class ContainerStatuses {

  private static final int KILLED = 137;
  private static final String LOST = "ContainerStatusUnknown";

  private final PodState facts;
  private final NodeIdentity node;
  private final Instant now;

  ContainerStatuses(PodState facts, NodeIdentity node, Instant now) {
    this.facts = facts;
    this.node = node;
    this.now = now;
  }

  List<ContainerStatus> init() {
    return facts.pod().getSpec().getInitContainers().stream()
        .map(container -> withProbes(container, of(container), true))
        .toList();
  }

  List<ContainerStatus> main() {
    return facts.pod().getSpec().getContainers().stream()
        .map(container -> withProbes(container, of(container), false))
        .toList();
  }

  /** The statuses of the ephemeral containers, which are never started or ready. */
  List<ContainerStatus> ephemeral() {
    return EphemeralContainers.of(facts.pod()).stream().map(this::notReady).toList();
  }

  private ContainerStatus notReady(Container container) {
    var status = of(container);
    status.setReady(false);
    return status;
  }

  private ContainerStatus withProbes(Container container, ContainerStatus status, boolean init) {
    var running = status.getState().getRunning() != null;
    var probe =
        facts
            .observed()
            .newest(container.getName())
            .map(facts::probe)
            .orElse(PodState.ProbeFacts.UNKNOWN);
    status.setStarted(running && (probe.started() || init && !PodContainers.isSidecar(container)));
    if (init && !PodContainers.isSidecar(container)) {
      var ended = status.getState().getTerminated();
      status.setReady(ended != null && ended.getExitCode() == 0);
    } else {
      status.setReady(running && probe.ready());
    }
    return status;
  }

  private ContainerStatus of(Container container) {
    var attempts = facts.observed().attempts(container.getName());
    if (attempts.isEmpty()) {
      return notCreated(container);
    }
    var newest = attempts.getFirst();
    var status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withContainerID(node.runtime() + "://" + newest.id())
            .withImage(newest.image().isEmpty() ? container.getImage() : newest.image())
            .withImageID(newest.imageId())
            .withRestartCount(newest.attempt())
            .withState(state(container, newest))
            .withLastState(lastState(container, attempts))
            .build();
    if (newest.exited() && status.getState().getWaiting() != null) {
      status.setLastState(terminated(newest));
    }
    return status;
  }

  /**
   * The status of a container of which the runtime has no attempt: one not created yet, or lost
   * with its sandbox.
   */
  private ContainerStatus notCreated(Container container) {
    var reported = ReportedStatus.of(facts.pod(), container.getName());
    var ran = reported.filter(s -> s.getContainerID() != null && !s.getContainerID().isEmpty());
    if (ran.isEmpty()) {
      return new ContainerStatusBuilder()
          .withName(container.getName())
          .withImage(container.getImage())
          .withImageID("")
          .withRestartCount(0)
          .withState(waiting(container))
          .withLastState(new ContainerState())
          .build();
    }
    var last = ran.get();
    var end = last.getState().getTerminated() != null ? last.getState() : lost(last);
    var builder = new ContainerStatusBuilder(last);
    if (facts.ending() || EphemeralContainers.is(facts.pod(), container.getName())) {
      return builder.withState(end).build();
    }
    var waitedBefore = last.getState().getWaiting() != null;
    return builder
        .withState(waiting(container))
        .withLastState(waitedBefore ? last.getLastState() : end)
        .build();
  }

  private static ContainerState lost(ContainerStatus status) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withContainerID(status.getContainerID())
        .withExitCode(KILLED)
        .withReason(LOST)
        .withMessage("The container could not be located when the pod was terminated")
        .endTerminated()
        .build();
  }

  private ContainerState state(Container container, ContainerFacts newest) {
    return switch (newest.state()) {
      case CREATED -> waiting(container);
      case RUNNING ->
          new ContainerStateBuilder()
              .withNewRunning()
              .withStartedAt(time(newest.startedAt()))
              .endRunning()
              .build();
      case EXITED -> ended(container, newest);
      case UNKNOWN ->
          new ContainerStateBuilder()
              .withNewTerminated()
              .withContainerID(node.runtime() + "://" + newest.id())
              .withExitCode(KILLED)
              .withReason(LOST)
              .endTerminated()
              .build();
    };
  }

  private ContainerState ended(Container container, ContainerFacts newest) {
    if (facts.ending() || !PodSpecs.restarts(facts.pod(), container, newest.exitCode())) {
      return terminated(newest);
    }
    if (facts.actionFailure(container.getName()).isPresent()) {
      return waiting(container);
    }
    return backoffEnd(container)
        .map(_ -> waitingFor("CrashLoopBackOff", backoffMessage(container, newest)))
        .orElseGet(() -> terminated(newest));
  }

  /**
   * When the statuses change although the facts do not: at the earliest end of a back-off in them;
   * empty without one.
   */
  Optional<Instant> changeAt() {
    return PodSpecs.all(facts.pod())
        .flatMap(container -> backoffEnd(container).stream())
        .min(Comparator.naturalOrder());
  }

  /** When a container in CrashLoopBackOff may start again; empty for another container. */
  private Optional<Instant> backoffEnd(Container container) {
    return facts
        .observed()
        .newest(container.getName())
        .filter(newest -> newest.exited() && !facts.ending())
        .filter(newest -> PodSpecs.restarts(facts.pod(), container, newest.exitCode()))
        .filter(_ -> facts.actionFailure(container.getName()).isEmpty())
        .map(RestartBackoff::dueAt)
        .filter(now::isBefore);
  }

  private String backoffMessage(Container container, ContainerFacts newest) {
    var metadata = facts.pod().getMetadata();
    return "back-off %s restarting failed container=%s pod=%s_%s(%s)"
        .formatted(
            seconds(RestartBackoff.delay(newest).toSeconds()),
            container.getName(),
            metadata.getName(),
            metadata.getNamespace(),
            metadata.getUid());
  }

  private static String seconds(long seconds) {
    return seconds < 60 ? seconds + "s" : "%dm%ds".formatted(seconds / 60, seconds % 60);
  }

  private ContainerState lastState(Container container, List<ContainerFacts> attempts) {
    var before = attempts.stream().skip(1).filter(ContainerFacts::exited).findFirst();
    if (before.isPresent()) {
      return terminated(before.get());
    }
    // The runtime has no attempt before: its end stays as it was reported.
    var newestId = node.runtime() + "://" + attempts.getFirst().id();
    return ReportedStatus.of(facts.pod(), container.getName())
        .map(reported -> endBefore(newestId, reported))
        .orElseGet(ContainerState::new);
  }

  /** The end of the attempt before {@code newestId} according to the reported status. */
  private static ContainerState endBefore(String newestId, ContainerStatus reported) {
    var ofNewest = newestId.equals(reported.getContainerID());
    if (!ofNewest && reported.getState().getTerminated() != null) {
      return reported.getState();
    }
    var last = reported.getLastState();
    // While the container waits for its restart, the last state is the end of the newest attempt.
    var ownEnd =
        last != null
            && last.getTerminated() != null
            && newestId.equals(last.getTerminated().getContainerID());
    return last == null || ownEnd ? new ContainerState() : last;
  }

  private ContainerState terminated(ContainerFacts container) {
    var exit = container.exit().orElseThrow();
    var message = exit.message().isEmpty() ? null : exit.message();
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withContainerID(node.runtime() + "://" + container.id())
        .withExitCode(exit.code())
        .withReason(exit.reason().isEmpty() ? reason(exit.code()) : exit.reason())
        .withMessage(message)
        .withStartedAt(time(container.startedAt()))
        .withFinishedAt(time(exit.finishedAt()))
        .endTerminated()
        .build();
  }

  private static String reason(int code) {
    return code == 0 ? "Completed" : "Error";
  }

  private ContainerState waiting(Container container) {
    var failure = facts.actionFailure(container.getName());
    if (failure.isPresent()) {
      return waitingFor(failure.get().reason(), failure.get().message());
    }
    var initializing = !facts.pod().getSpec().getInitContainers().isEmpty();
    return waitingFor(initializing ? "PodInitializing" : "ContainerCreating", null);
  }

  private static ContainerState waitingFor(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  /** Formats a Kubernetes Time: whole seconds, null for the epoch. */
  static String time(Instant instant) {
    return instant.equals(Instant.EPOCH)
        ? null
        : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
