package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodState.ActionFailure;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.cri.CriFault;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Creates a pod's cgroup and runs its sandbox. */
final class SandboxStart {

  private static final Duration RETRY = Duration.ofSeconds(2);
  // A pod that the node cannot run as it is stays so; the retry only repeats the event.
  private static final Duration UNSUPPORTED_RETRY = Duration.ofMinutes(5);

  private final WorkerContext context;
  private final Pod pod;
  private final int attempt;
  private final PodObserver observer;

  SandboxStart(WorkerContext context, Pod pod, int attempt, PodObserver observer) {
    this.context = context;
    this.pod = pod;
    this.attempt = attempt;
    this.observer = observer;
  }

  /** Runs the sandbox; returns why the pod waits for it, empty when it runs. */
  Optional<ActionFailure> run() throws InterruptedException {
    if (Boolean.FALSE.equals(pod.getSpec().getHostUsers())) {
      return failed(
          "hostUsers: false is not supported: user namespaces cannot be set up here",
          UNSUPPORTED_RETRY);
    }
    return switch (context.runtimeHandlers().handlerOf(pod)) {
      case LookupResult.Found<String>(var handler) -> run(handler);
      case LookupResult.Missing<String> _ ->
          failed(
              "Failed to create pod sandbox: runtimeclass.node.k8s.io \"%s\" not found"
                  .formatted(pod.getSpec().getRuntimeClassName()),
              RETRY);
      case LookupResult.Unknown<String>(var why) ->
          failed("Failed to create pod sandbox: " + why, RETRY);
    };
  }

  private Optional<ActionFailure> run(String handler) throws InterruptedException {
    try {
      context.cgroups().create(pod);
      var config = context.configs().sandbox(pod, attempt);
      Files.createDirectories(Path.of(config.getLogDirectory()));
      context.sandboxPermits().acquire();
      try {
        observer.sandboxRan(context.runtime().runPodSandbox(config, handler));
      } finally {
        context.sandboxPermits().release();
      }
      return Optional.empty();
    } catch (CriFault.Interrupted | CriFault.Unavailable fault) {
      throw fault;
    } catch (CriFault fault) {
      observer.invalidate();
      return failed("Failed to create pod sandbox: " + fault.getMessage(), RETRY);
    } catch (IOException e) {
      var message = "unable to ensure pod container exists: " + e;
      context.events().warning(pod, "FailedCreatePodContainer", message);
      return failure(message, RETRY);
    }
  }

  private Optional<ActionFailure> failed(String message, Duration retry) {
    context.events().warning(pod, "FailedCreatePodSandBox", message);
    return failure(message, retry);
  }

  private Optional<ActionFailure> failure(String message, Duration retry) {
    var retryAt = context.time().instant().plus(retry);
    return Optional.of(new ActionFailure("ContainerCreating", message, retryAt));
  }
}
