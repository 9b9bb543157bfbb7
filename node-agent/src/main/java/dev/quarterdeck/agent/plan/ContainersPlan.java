package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Action.Kill;
import dev.quarterdeck.agent.plan.Action.KillContainers;
import dev.quarterdeck.agent.plan.Action.RemoveContainer;
import dev.quarterdeck.agent.plan.Action.StartContainer;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides the actions on the containers of a pod whose sandbox is usable. */
final class ContainersPlan {

  private static final Duration MIN_WAIT = Duration.ofMillis(50);
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);
  private static final int KEPT_ATTEMPTS = 2;

  private final PodState facts;
  private final SandboxFacts sandbox;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();

  private ContainersPlan(PodState facts, SandboxFacts sandbox, Instant now) {
    this.facts = facts;
    this.sandbox = sandbox;
    this.now = now;
  }

  static PodDecision of(PodState facts, SandboxFacts sandbox, Instant now) {
    var plan = new ContainersPlan(facts, sandbox, now);
    plan.removeRemains();
    // They start before the init containers, which a user may want to debug with them.
    EphemeralContainers.of(facts.pod()).forEach(plan::considerEphemeral);
    if (plan.initContainersAllow()) {
      facts.pod().getSpec().getContainers().forEach(plan::consider);
    }
    if (!plan.kills.isEmpty()) {
      plan.actions.addFirst(new KillContainers(List.copyOf(plan.kills)));
    }
    return new PodDecision(List.copyOf(plan.actions), plan.wakeAt, false);
  }

  /** Considers the init containers in order; true when the main containers may run. */
  private boolean initContainersAllow() {
    var initialized = mainContainerSeen();
    for (var init : facts.pod().getSpec().getInitContainers()) {
      var newest = inSandbox(init);
      if (PodContainers.isSidecar(init)) {
        consider(init);
        if (!initialized && !newest.filter(this::started).isPresent()) {
          return false;
        }
      } else if (!initialized && !newest.filter(ContainersPlan::succeeded).isPresent()) {
        consider(init);
        newest.filter(ContainerFacts::running).ifPresent(this::wakeSoon);
        return false;
      }
    }
    return true;
  }

  /**
   * Wakes the worker soon: the next container waits for this one's end, and a relist could find it
   * later.
   */
  private void wakeSoon(ContainerFacts init) {
    var half = Duration.between(init.startedAt(), now).dividedBy(2);
    var wait = half.compareTo(MIN_WAIT) > 0 ? half : MIN_WAIT;
    if (wait.compareTo(MAX_WAIT) < 0) {
      wake(now.plus(wait));
    }
  }

  /** Whether the sandbox has had a main container: its init containers then do not run again. */
  private boolean mainContainerSeen() {
    return facts.pod().getSpec().getContainers().stream()
        .anyMatch(container -> inSandbox(container).isPresent());
  }

  private Optional<ContainerFacts> inSandbox(Container container) {
    return facts.observed().newestIn(sandbox.id(), container.getName());
  }

  private boolean started(ContainerFacts container) {
    return container.running() && facts.probe(container).started();
  }

  private static boolean succeeded(ContainerFacts container) {
    return container.exit().filter(exit -> exit.code() == 0).isPresent();
  }

  private void consider(Container container) {
    var newest = inSandbox(container);
    if (newest.isEmpty()) {
      var before = facts.observed().newest(container.getName());
      start(container, nextAttempt(container), before.map(ContainerFacts::backoffStep).orElse(0));
      return;
    }
    var last = newest.get();
    switch (last.state()) {
      // The agent ended between create and start, or the start failed.
      case CREATED -> actions.add(new RemoveContainer(last.id(), ""));
      case UNKNOWN -> kill(last, "Container %s is in an unknown state", Optional.empty());
      case RUNNING -> considerRunning(container, last);
      case EXITED -> considerExited(container, last);
    }
  }

  /** Starts an ephemeral container unless it has been started before. */
  private void considerEphemeral(Container container) {
    var newest = facts.observed().newest(container.getName());
    if (newest.filter(c -> c.state() == Observed.State.CREATED).isPresent()) {
      actions.add(new RemoveContainer(newest.get().id(), ""));
    } else if (newest.isEmpty() && nextAttempt(container) == 0) {
      start(container, 0, 0);
    }
  }

  private void considerRunning(Container container, ContainerFacts running) {
    var failure = facts.probe(running).failure();
    if (!running.hash().equals(ContainerHash.of(container))) {
      kill(running, "Container %s definition changed, will be restarted", Optional.empty());
    } else if (failure.isPresent()) {
      var text =
          "Container %%s failed %s probe, will be restarted"
              .formatted(failure.get().probe().toLowerCase(Locale.ROOT));
      kill(running, text, failure.get().grace());
    }
  }

  private void considerExited(Container container, ContainerFacts ended) {
    if (!PodSpecs.restarts(facts.pod(), container, ended.exitCode())) {
      return;
    }
    var dueAt = RestartBackoff.dueAt(ended);
    if (now.isBefore(dueAt)) {
      wake(dueAt);
    } else {
      start(container, ended.attempt() + 1, RestartBackoff.nextStep(ended));
    }
  }

  private void start(Container container, int attempt, int step) {
    var retryAt = facts.actionFailure(container.getName()).map(PodState.ActionFailure::retryAt);
    if (retryAt.isPresent() && now.isBefore(retryAt.get())) {
      wake(retryAt.get());
    } else {
      actions.add(new StartContainer(sandbox.id(), container.getName(), attempt, step));
    }
  }

  /** The number of the next attempt: one more than the runtime has and the API server was told. */
  private int nextAttempt(Container container) {
    var seen =
        facts.observed().newest(container.getName()).map(last -> last.attempt() + 1).orElse(0);
    return Math.max(seen, ReportedStatus.nextAttempt(facts.pod(), container.getName()));
  }

  private void kill(ContainerFacts container, String message, Optional<Duration> grace) {
    kills.add(
        new Kill(
            container.id(),
            container.name(),
            message.formatted(container.name()),
            grace.orElse(PodSpecs.grace(facts.pod()))));
  }

  private void wake(Instant at) {
    wakeAt = wakeAt.filter(at::isAfter).or(() -> Optional.of(at));
  }

  /**
   * Removes the sandboxes other than the usable one, and all but the two newest attempts of each
   * container, which the status and the log of the previous attempt need.
   */
  private void removeRemains() {
    var observed = facts.observed();
    PodSpecs.all(facts.pod())
        .forEach(
            container ->
                observed.attempts(container.getName()).stream()
                    .skip(KEPT_ATTEMPTS)
                    .filter(ContainerFacts::exited)
                    .forEach(old -> actions.add(new RemoveContainer(old.id(), old.logPath()))));
    for (var other : observed.sandboxes()) {
      if (other.id().equals(sandbox.id())) {
        continue;
      }
      if (other.ready()) {
        actions.add(new Action.StopSandbox(other.id()));
      } else if (observed.containers().stream().noneMatch(c -> c.sandboxId().equals(other.id()))) {
        actions.add(new Action.RemoveSandbox(other.id()));
      }
    }
  }
}
