package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodFacts.Trouble;
import dev.quarterdeck.agent.reference.Lookup;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.cri.CriFault;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes a pod's cgroup and runs its sandbox. */
final class SandboxStart {

  private static final Duration RETRY = Duration.ofSeconds(2);
  // Nothing that changes by itself makes the pod's request possible.
  private static final Duration UNSUPPORTED_RETRY = Duration.ofMinutes(5);

  private final PodTools tools;
  private final Pod pod;
  private final int attempt;
  private final PodObserver observer;

  SandboxStart(PodTools tools, Pod pod, int attempt, PodObserver observer) {
    this.tools = tools;
    this.pod = pod;
    this.attempt = attempt;
    this.observer = observer;
  }

  /** Empty when the sandbox runs; else why the pod waits for it. */
  Optional<Trouble> run() throws InterruptedException {
    if (Boolean.FALSE.equals(pod.getSpec().getHostUsers())) {
      return failed(
          "hostUsers: false is not supported: user namespaces cannot be set up here",
          UNSUPPORTED_RETRY);
    }
    return switch (tools.runtimeHandlers().handlerOf(pod)) {
      case Lookup.Found<String>(var handler) -> run(handler);
      case Lookup.Missing<String> _ ->
          failed(
              "Failed to create pod sandbox: runtimeclass.node.k8s.io \"%s\" not found"
                  .formatted(pod.getSpec().getRuntimeClassName()),
              RETRY);
      case Lookup.Unknown<String>(var why) -> failed("Failed to create pod sandbox: " + why, RETRY);
    };
  }

  private Optional<Trouble> run(String handler) throws InterruptedException {
    try {
      tools.cgroups().create(pod);
      var config = tools.configs().sandbox(pod, attempt);
      Files.createDirectories(Path.of(config.getLogDirectory()));
      tools.sandboxPermits().acquire();
      try {
        observer.ran(tools.runtime().runPodSandbox(config, handler));
      } finally {
        tools.sandboxPermits().release();
      }
      return Optional.empty();
    } catch (CriFault.Interrupted | CriFault.Unavailable fault) {
      throw fault;
    } catch (CriFault fault) {
      observer.invalidate();
      return failed("Failed to create pod sandbox: " + fault.getMessage(), RETRY);
    } catch (IOException e) {
      var message = "unable to ensure pod container exists: " + e;
      tools.events().warning(pod, "FailedCreatePodContainer", message);
      return trouble(message, RETRY);
    }
  }

  private Optional<Trouble> failed(String message, Duration retry) {
    tools.events().warning(pod, "FailedCreatePodSandBox", message);
    return trouble(message, retry);
  }

  private Optional<Trouble> trouble(String message, Duration retry) {
    var retryAt = tools.time().instant().plus(retry);
    return Optional.of(new Trouble("ContainerCreating", message, retryAt));
  }
}
