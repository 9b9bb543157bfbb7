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
import java.util.Optional;

/** Decides about the containers of a pod whose sandbox is usable. */
final class ContainersPlan {

  private static final Duration SOONEST_LOOK = Duration.ofMillis(50);
  private static final Duration LATEST_LOOK = Duration.ofSeconds(1);
  private static final int KEPT_ATTEMPTS = 2;

  private final PodFacts facts;
  private final SandboxFacts sandbox;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();

  private ContainersPlan(PodFacts facts, SandboxFacts sandbox, Instant now) {
    this.facts = facts;
    this.sandbox = sandbox;
    this.now = now;
  }

  static Decision of(PodFacts facts, SandboxFacts sandbox, Instant now) {
    var plan = new ContainersPlan(facts, sandbox, now);
    plan.removeRemains();
    // Before the init containers: it may be one of these that somebody wants to look into.
    Ephemeral.containers(facts.pod()).forEach(plan::considerEphemeral);
    if (plan.initContainersAllow()) {
      facts.pod().getSpec().getContainers().forEach(plan::consider);
    }
    if (!plan.kills.isEmpty()) {
      plan.actions.addFirst(new KillContainers(List.copyOf(plan.kills)));
    }
    return new Decision(List.copyOf(plan.actions), plan.wakeAt, false);
  }

  /** Considers init containers in order; true when the main ones may run. */
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
        newest.filter(ContainerFacts::running).ifPresent(this::lookSoon);
        return false;
      }
    }
    return true;
  }

  /** The next container waits for this one's end: look more often than the relist, at first. */
  private void lookSoon(ContainerFacts init) {
    var half = Duration.between(init.startedAt(), now).dividedBy(2);
    var wait = half.compareTo(SOONEST_LOOK) > 0 ? half : SOONEST_LOOK;
    if (wait.compareTo(LATEST_LOOK) < 0) {
      wake(now.plus(wait));
    }
  }

  /** Init containers are not run again while the sandbox lives, even if their remains are gone. */
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
      // The agent died between creating and starting, or starting failed: begin again.
      case CREATED -> actions.add(new RemoveContainer(last.id(), ""));
      case UNKNOWN -> kill(last, "Container %s is in an unknown state", Optional.empty());
      case RUNNING -> considerRunning(container, last);
      case EXITED -> considerExited(container, last);
    }
  }

  /** Starts it once in the pod's life, whatever became of it. */
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
              .formatted(failure.get().probe().toLowerCase(java.util.Locale.ROOT));
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
    var retryAt = facts.trouble(container.getName()).map(PodFacts.Trouble::retryAt);
    if (retryAt.isPresent() && now.isBefore(retryAt.get())) {
      wake(retryAt.get());
    } else {
      actions.add(new StartContainer(sandbox.id(), container.getName(), attempt, step));
    }
  }

  /** One more than ever seen here or told to the API server. */
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
   * Of each container the two newest attempts stay, for the status and for the log of the previous
   * one; of the sandboxes, the usable one.
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
