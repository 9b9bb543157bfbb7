package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Action.DeleteFromApi;
import dev.quarterdeck.agent.plan.Action.Kill;
import dev.quarterdeck.agent.plan.Action.KillContainers;
import dev.quarterdeck.agent.plan.Action.Release;
import dev.quarterdeck.agent.plan.Action.RemoveSandbox;
import dev.quarterdeck.agent.plan.Action.StopSandbox;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides the actions that end a pod: it stops the main containers together, then the sidecars from
 * the last to the first, then the sandbox, and removes the volumes, the API object and what the
 * runtime still holds.
 */
final class StopPlan {

  // The kubelet's minimum: each container may handle the stop signal.
  private static final Duration MIN_GRACE = Duration.ofSeconds(2);

  private StopPlan() {}

  static PodDecision of(PodState facts, Instant now) {
    var observed = facts.observed();
    if (!observed.running().isEmpty()) {
      return PodDecision.act(new KillContainers(wave(facts, now)));
    }
    var ready = observed.sandboxes().stream().filter(SandboxFacts::ready).toList();
    if (!ready.isEmpty()) {
      return new PodDecision(
          ready.stream().<Action>map(sandbox -> new StopSandbox(sandbox.id())).toList(),
          Optional.empty(),
          false);
    }
    if (!facts.released()) {
      return retrying(facts, now, new Release());
    }
    if (!facts.inApi()) {
      return removal(observed);
    }
    return facts.deleted() ? retrying(facts, now, new DeleteFromApi()) : PodDecision.REST;
  }

  private static PodDecision removal(Observed observed) {
    if (observed.sandboxes().isEmpty()) {
      return new PodDecision(List.of(), Optional.empty(), true);
    }
    return new PodDecision(
        observed.sandboxes().stream()
            .<Action>map(sandbox -> new RemoveSandbox(sandbox.id()))
            .toList(),
        Optional.empty(),
        false);
  }

  private static PodDecision retrying(PodState facts, Instant now, Action action) {
    var retryAt = facts.actionFailure(PodState.POD).map(PodState.ActionFailure::retryAt);
    return retryAt.isPresent() && now.isBefore(retryAt.get())
        ? new PodDecision(List.of(), retryAt, false)
        : PodDecision.act(action);
  }

  private static List<Kill> wave(PodState facts, Instant now) {
    var pod = facts.pod();
    var running = facts.observed().running();
    var grace = remainingGrace(facts, now);
    var main = running.stream().filter(c -> !PodSpecs.sidecar(pod, c.name())).toList();
    if (!main.isEmpty()) {
      return main.stream().map(container -> kill(container, grace)).toList();
    }
    return PodSpecs.sidecars(pod).reversed().stream()
        .flatMap(sidecar -> running.stream().filter(c -> c.name().equals(sidecar.getName())))
        .findFirst()
        .map(container -> List.of(kill(container, grace)))
        .orElse(List.of());
  }

  private static Kill kill(ContainerFacts container, Duration grace) {
    return new Kill(
        container.id(), container.name(), "Stopping container " + container.name(), grace);
  }

  private static Duration remainingGrace(PodState facts, Instant now) {
    var whole = PodSpecs.grace(facts.pod());
    var spent =
        facts.stoppingSince().map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    var left = whole.minus(spent);
    return left.compareTo(MIN_GRACE) > 0 ? left : MIN_GRACE;
  }
}
