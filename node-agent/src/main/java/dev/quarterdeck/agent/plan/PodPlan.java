package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Action.CreateSandbox;
import dev.quarterdeck.agent.plan.Action.KillContainers;
import dev.quarterdeck.agent.plan.Action.StopSandbox;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Decides the next actions on one pod. The order is the kubelet's: the sandbox, the init containers
 * one after the other, then all other containers; when the pod ends, the containers, the sandbox,
 * the volumes, and the API object.
 */
public final class PodPlan {

  private PodPlan() {}

  /** The decision about a pod. */
  public static PodDecision of(PodState facts, Instant now) {
    if (facts.ending()) {
      return StopPlan.of(facts, now);
    }
    var sandbox = facts.observed().sandbox().filter(found -> usable(facts.pod(), found));
    var decision =
        sandbox.isPresent()
            ? ContainersPlan.of(facts, sandbox.get(), now)
            : replaceSandbox(facts, now);
    return withDeadline(decision, facts.pod(), now);
  }

  private static boolean usable(Pod pod, SandboxFacts sandbox) {
    return sandbox.ready() && (PodSpecs.hostNetwork(pod) || !sandbox.ips().isEmpty());
  }

  private static PodDecision replaceSandbox(PodState facts, Instant now) {
    var observed = facts.observed();
    var actions = new ArrayList<Action>();
    if (!observed.running().isEmpty()) {
      actions.add(
          new KillContainers(
              observed.running().stream()
                  .map(
                      container ->
                          new Action.Kill(
                              container.id(),
                              container.name(),
                              "Stopping container %s: its sandbox is gone"
                                  .formatted(container.name()),
                              Duration.ZERO))
                  .toList()));
    }
    var retryAt = facts.actionFailure(PodState.POD).map(PodState.ActionFailure::retryAt);
    if (retryAt.isPresent() && now.isBefore(retryAt.get())) {
      return new PodDecision(actions, retryAt, false);
    }
    // Stopping also releases the address of a sandbox whose process has died.
    observed.sandboxes().forEach(sandbox -> actions.add(new StopSandbox(sandbox.id())));
    actions.add(new CreateSandbox(observed.sandbox().map(last -> last.attempt() + 1).orElse(0)));
    return new PodDecision(actions, Optional.empty(), false);
  }

  private static PodDecision withDeadline(PodDecision decision, Pod pod, Instant now) {
    var deadline = PodSpecs.deadline(pod).filter(now::isBefore);
    if (deadline.isEmpty()) {
      return decision;
    }
    var sooner = decision.wakeAt().filter(deadline.get()::isAfter).or(() -> deadline);
    return new PodDecision(decision.actions(), sooner, decision.finished());
  }

  /** The reason to end a pod whose activeDeadlineSeconds have passed; empty before. */
  public static Optional<PodState.Stop> overdue(Pod pod, Instant now) {
    return PodSpecs.deadline(pod)
        .filter(deadline -> !now.isBefore(deadline))
        .map(
            _ ->
                new PodState.Stop(
                    "DeadlineExceeded",
                    "Pod was active on the node longer than the specified deadline",
                    false));
  }
}
