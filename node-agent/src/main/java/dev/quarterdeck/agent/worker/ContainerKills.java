package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.hook.LifecycleHooks.HookFailed;
import dev.quarterdeck.agent.plan.Action.Kill;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Stops containers at the same time, each with its preStop hook and grace period. */
final class ContainerKills {

  private static final Duration MIN_GRACE = Duration.ofSeconds(2);

  private final WorkerContext context;
  private final PodState facts;
  private final WorkerState state;

  ContainerKills(WorkerContext context, PodState facts, WorkerState state) {
    this.context = context;
    this.facts = facts;
    this.state = state;
  }

  /**
   * Stops the containers and waits until all have exited; then throws the first failure, if there
   * was one.
   */
  void run(List<Kill> kills) throws InterruptedException {
    if (kills.size() == 1) {
      kill(kills.getFirst());
      return;
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = kills.stream().map(this::task).toList();
      try {
        for (var done : threads.invokeAll(tasks)) {
          done.get();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private Callable<Void> task(Kill kill) {
    return () -> {
      kill(kill);
      return null;
    };
  }

  private void kill(Kill kill) throws InterruptedException {
    var pod = facts.pod();
    var began = context.time().instant();
    context.probes().stop(kill.containerId());
    if (state.preStopped.add(kill.containerId())) {
      context.events().normal(pod, kill.container(), "Killing", kill.message());
      preStop(pod, kill);
    }
    var spent = Duration.between(began, context.time().instant());
    var left = kill.grace().minus(spent);
    var grace = left.compareTo(MIN_GRACE) > 0 ? left : MIN_GRACE;
    context.runtime().stopContainer(kill.containerId(), grace);
  }

  private void preStop(Pod pod, Kill kill) throws InterruptedException {
    var container = PodSpecs.find(pod, kill.container());
    var hook = container.map(c -> c.getLifecycle()).map(Lifecycle::getPreStop);
    if (hook.isEmpty() || !kill.grace().isPositive()) {
      return;
    }
    try {
      context.hooks().run(hook.get(), container.get(), kill.containerId(), podIp(), kill.grace());
    } catch (HookFailed e) {
      context
          .events()
          .warning(
              pod, kill.container(), "FailedPreStopHook", "PreStopHook failed: " + e.getMessage());
    }
  }

  private String podIp() {
    if (PodSpecs.hostNetwork(facts.pod())) {
      return context.node().addresses().getFirst();
    }
    return facts
        .observed()
        .sandbox()
        .map(SandboxFacts::ips)
        .flatMap(ips -> ips.stream().findFirst())
        .or(() -> Optional.ofNullable(facts.pod().getStatus()).map(s -> s.getPodIP()))
        .orElse("");
  }
}
