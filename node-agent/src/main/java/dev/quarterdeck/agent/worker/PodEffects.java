package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.Action;
import dev.quarterdeck.agent.plan.PodFacts;
import dev.quarterdeck.agent.plan.PodFacts.Trouble;
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

/** Performs a pod's actions; what fails becomes a trouble that the next plan reckons with. */
final class PodEffects {

  private static final Logger LOG = LoggerFactory.getLogger(PodEffects.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);
  // A pod that finalizers keep is looked at again this much later.
  private static final Duration DELETION_CHECK = Duration.ofSeconds(10);

  private final PodTools tools;
  private final PodMemory memory;
  private final PodObserver observer;
  private final PodMounts mounts;

  PodEffects(PodTools tools, PodMemory memory, PodObserver observer) {
    this.tools = tools;
    this.memory = memory;
    this.observer = observer;
    mounts = new PodMounts(tools);
  }

  /** Ends what still works for the pod beside its worker. */
  void close() {
    mounts.abandon();
  }

  /** False when it failed and the rest of the plan makes no sense. */
  boolean perform(PodFacts facts, Action action) throws InterruptedException {
    LOG.debug("acting pod={} action={}", ObjectKey.of(facts.pod()), action);
    return switch (action) {
      case Action.CreateSandbox(var attempt) ->
          noted(PodFacts.POD, createSandbox(facts.pod(), attempt));
      case Action.StartContainer start -> startContainer(facts, start);
      case Action.KillContainers(var kills) -> {
        observer.invalidate();
        new ContainerKills(tools, facts, memory).run(kills);
        yield true;
      }
      case Action.StopSandbox(var id) -> {
        observer.invalidate();
        tools.runtime().stopPodSandbox(id);
        yield true;
      }
      case Action.RemoveSandbox(var id) -> {
        observer.invalidate();
        tools.runtime().removePodSandbox(id);
        yield true;
      }
      case Action.RemoveContainer(var id, var log) -> removeContainer(id, log);
      case Action.Release _ -> noted(PodFacts.POD, release(facts.pod()));
      case Action.DeleteFromApi _ -> noted(PodFacts.POD, delete(facts.pod()));
    };
  }

  private boolean noted(String key, Optional<Trouble> trouble) {
    trouble.ifPresentOrElse(t -> memory.troubles.put(key, t), () -> memory.troubles.remove(key));
    return trouble.isEmpty();
  }

  private Trouble trouble(String reason, String message, Duration retry) {
    return new Trouble(reason, message, tools.time().instant().plus(retry));
  }

  /** Brings the contents of the pod's volumes up to date from time to time. */
  void refreshVolumes(Pod pod) {
    mounts.refresh(pod);
  }

  /** The sandbox needs no volumes: both are made at the same time. */
  private Optional<Trouble> createSandbox(Pod pod, int attempt) throws InterruptedException {
    var busy = mounts.begin(pod);
    if (busy.isPresent()) {
      return busy;
    }
    memory.released = false;
    try {
      var sandbox = new SandboxStart(tools, pod, attempt, observer).run();
      var volumes = mounts.await(pod);
      return sandbox.or(() -> volumes);
    } finally {
      mounts.abandon();
    }
  }

  private boolean startContainer(PodFacts facts, Action.StartContainer start)
      throws InterruptedException {
    var sandbox =
        facts.observed().sandboxes().stream()
            .filter(s -> s.id().equals(start.sandboxId()))
            .findFirst()
            .orElseThrow();
    var trouble = mounts.ensure(facts.pod());
    if (trouble.isEmpty()) {
      trouble = new ContainerStart(tools, facts.pod(), sandbox, start, observer).run();
    }
    // One container that waits does not keep the others from starting.
    noted(start.container(), trouble);
    return true;
  }

  private boolean removeContainer(String id, String log) {
    observer.invalidate();
    tools.runtime().removeContainer(id);
    try {
      if (!log.isEmpty()) {
        LogRotation.delete(Path.of(log));
      }
    } catch (IOException e) {
      LOG.warn("log of a removed container not deleted path={} error=\"{}\"", log, e.toString());
    }
    return true;
  }

  private Optional<Trouble> release(Pod pod) {
    var mounted = mounts.unmount(pod);
    if (mounted.isPresent()) {
      return mounted;
    }
    try {
      tools.cgroups().remove(pod.getMetadata().getUid());
      memory.released = true;
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("cgroup not removed pod={} error=\"{}\"", ObjectKey.of(pod), e.toString());
      return Optional.of(trouble("", e.toString(), RETRY));
    }
  }

  private Optional<Trouble> delete(Pod pod) throws InterruptedException {
    var uid = pod.getMetadata().getUid();
    if (!tools.statuses().flush(uid, FLUSH_LIMIT)) {
      return Optional.of(trouble("", "last status not written yet", RETRY));
    }
    try {
      tools.api().delete(pod);
      return Optional.of(trouble("", "waiting for the API server to let go", DELETION_CHECK));
    } catch (KubernetesClientException e) {
      var why = ApiClient.reason(e);
      LOG.warn("pod not deleted pod={} error=\"{}\"", ObjectKey.of(pod), why);
      return Optional.of(trouble("", why, RETRY));
    }
  }
}
