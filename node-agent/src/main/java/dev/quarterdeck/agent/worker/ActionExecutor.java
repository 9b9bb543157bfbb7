package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.Action;
import dev.quarterdeck.agent.plan.PodState;
import dev.quarterdeck.agent.plan.PodState.ActionFailure;
import dev.quarterdeck.agent.rotate.LogRotation;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Performs a pod's actions and records their failures, which the next plan takes into account. */
final class ActionExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(ActionExecutor.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);
  // How long to wait before asking again for the deletion of a pod that finalizers keep.
  private static final Duration DELETION_CHECK = Duration.ofSeconds(10);

  private final WorkerContext context;
  private final WorkerState state;
  private final PodObserver observer;
  private final PodMounts mounts;

  ActionExecutor(WorkerContext context, WorkerState state, PodObserver observer) {
    this.context = context;
    this.state = state;
    this.observer = observer;
    mounts = new PodMounts(context);
  }

  /** Ends the thread that mounts the pod's volumes, if there is one. */
  void close() {
    mounts.abandon();
  }

  /**
   * Performs one action.
   *
   * @return false when it failed and the actions that follow must not be performed
   */
  boolean perform(PodState facts, Action action) throws InterruptedException {
    LOG.debug("perform pod={} action={}", ObjectKey.of(facts.pod()), action);
    return switch (action) {
      case Action.CreateSandbox(var attempt) ->
          recorded(PodState.POD, createSandbox(facts.pod(), attempt));
      case Action.StartContainer start -> startContainer(facts, start);
      case Action.KillContainers(var kills) -> {
        observer.invalidate();
        new ContainerKills(context, facts, state).run(kills);
        yield true;
      }
      case Action.StopSandbox(var id) -> {
        observer.invalidate();
        context.runtime().stopPodSandbox(id);
        yield true;
      }
      case Action.RemoveSandbox(var id) -> {
        observer.invalidate();
        context.runtime().removePodSandbox(id);
        yield true;
      }
      case Action.RemoveContainer(var id, var log) -> removeContainer(id, log);
      case Action.Release _ -> recorded(PodState.POD, release(facts.pod()));
      case Action.DeleteFromApi _ -> recorded(PodState.POD, delete(facts.pod()));
    };
  }

  private boolean recorded(String key, Optional<ActionFailure> failure) {
    failure.ifPresentOrElse(
        f -> state.actionFailures.put(key, f), () -> state.actionFailures.remove(key));
    return failure.isEmpty();
  }

  private ActionFailure failure(String reason, String message, Duration retry) {
    return new ActionFailure(reason, message, context.time().instant().plus(retry));
  }

  /** Updates the contents of the pod's volumes when that is due. */
  void refreshVolumes(Pod pod) {
    mounts.refresh(pod);
  }

  /** Runs the sandbox and mounts the volumes at the same time: the sandbox needs no volume. */
  private Optional<ActionFailure> createSandbox(Pod pod, int attempt) throws InterruptedException {
    var busy = mounts.begin(pod);
    if (busy.isPresent()) {
      return busy;
    }
    state.released = false;
    try {
      var sandbox = new SandboxStart(context, pod, attempt, observer).run();
      var volumes = mounts.await(pod);
      return sandbox.or(() -> volumes);
    } finally {
      mounts.abandon();
    }
  }

  private boolean startContainer(PodState facts, Action.StartContainer start)
      throws InterruptedException {
    var sandbox =
        facts.observed().sandboxes().stream()
            .filter(s -> s.id().equals(start.sandboxId()))
            .findFirst()
            .orElseThrow();
    var failure = mounts.ensure(facts.pod());
    if (failure.isEmpty()) {
      failure = new ContainerStart(context, facts.pod(), sandbox, start, observer).run();
    }
    // The other containers start although this one waits.
    recorded(start.container(), failure);
    return true;
  }

  private boolean removeContainer(String id, String log) {
    observer.invalidate();
    context.runtime().removeContainer(id);
    try {
      if (!log.isEmpty()) {
        LogRotation.delete(Path.of(log));
      }
    } catch (IOException e) {
      LOG.warn("container log not deleted path={} error=\"{}\"", log, e.toString());
    }
    return true;
  }

  private Optional<ActionFailure> release(Pod pod) {
    var mounted = mounts.unmount(pod);
    if (mounted.isPresent()) {
      return mounted;
    }
    try {
      context.cgroups().remove(pod.getMetadata().getUid());
      state.released = true;
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("cgroup not removed pod={} error=\"{}\"", ObjectKey.of(pod), e.toString());
      return Optional.of(failure("", e.toString(), RETRY));
    }
  }

  private Optional<ActionFailure> delete(Pod pod) throws InterruptedException {
    var uid = pod.getMetadata().getUid();
    if (!context.statuses().flush(uid, FLUSH_LIMIT)) {
      return Optional.of(failure("", "last status not written yet", RETRY));
    }
    try {
      context.api().delete(pod);
      return Optional.of(
          failure("", "waiting for the API server to remove the pod", DELETION_CHECK));
    } catch (KubernetesClientException e) {
      var why = ApiClient.reason(e);
      LOG.warn("pod not deleted pod={} error=\"{}\"", ObjectKey.of(pod), why);
      return Optional.of(failure("", why, RETRY));
    }
  }
}
