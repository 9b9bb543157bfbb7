package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.hook.LifecycleHooks.HookFailed;
import dev.quarterdeck.agent.image.Images.Outcome;
import dev.quarterdeck.agent.plan.Action.StartContainer;
import dev.quarterdeck.agent.plan.EphemeralContainers;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState.ActionFailure;
import dev.quarterdeck.agent.runtime.PodConfigs;
import dev.quarterdeck.agent.runtime.PodConfigs.Prepared;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import dev.quarterdeck.agent.worker.ContainerEnvironment.NotConfigurable;
import dev.quarterdeck.agent.worker.PodVolumes.HostMount;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.proto.cri.v1.Mount;
import dev.quarterdeck.proto.cri.v1.MountPropagation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pulls a container's image, and creates and starts the container. */
final class ContainerStart {

  static final Duration RETRY = Duration.ofSeconds(5);
  // Kubernetes has no limit for postStart hooks; the container is not ready while its hook runs.
  private static final Duration POST_START_LIMIT = Duration.ofMinutes(10);

  private final WorkerContext context;
  private final Pod pod;
  private final SandboxFacts sandbox;
  private final StartContainer action;
  private final Container spec;
  private final PodObserver observer;

  ContainerStart(
      WorkerContext context,
      Pod pod,
      SandboxFacts sandbox,
      StartContainer action,
      PodObserver observer) {
    this.observer = observer;
    this.context = context;
    this.pod = pod;
    this.sandbox = sandbox;
    this.action = action;
    this.spec = PodSpecs.find(pod, action.container()).orElseThrow();
  }

  /** Starts the container; returns why it waits, empty when it runs. */
  Optional<ActionFailure> run() throws InterruptedException {
    return switch (context.images().ensure(pod, spec)) {
      case Outcome.Waiting(var reason, var message, var retryAt) ->
          Optional.of(new ActionFailure(reason, message, retryAt));
      case Outcome.Ready image -> withImage(image);
    };
  }

  private Optional<ActionFailure> withImage(Outcome.Ready image) throws InterruptedException {
    var refusal = PodConfigs.refusal(pod, spec, image.user(), image.userName());
    if (refusal != null) {
      return failed("CreateContainerConfigError", refusal);
    }
    Prepared prepared;
    try {
      prepared = prepare(image);
    } catch (NotConfigurable | VolumeNotReady e) {
      return failed("CreateContainerConfigError", e.getMessage());
    }
    String id;
    try {
      id =
          context
              .runtime()
              .createContainer(
                  sandbox.id(),
                  context.configs().container(pod, prepared),
                  context.configs().sandbox(pod, sandbox.attempt()));
    } catch (CriFault.Failed | CriFault.NotFound | CriFault.AlreadyExists e) {
      return failed("CreateContainerError", e.getMessage());
    } catch (IOException e) {
      return failed("CreateContainerError", e.toString());
    }
    context.events().normal(pod, spec.getName(), "Created", "Created container: " + spec.getName());
    return start(id);
  }

  private Optional<ActionFailure> start(String id) throws InterruptedException {
    try {
      context.runtime().startContainer(id);
    } catch (CriFault.Failed | CriFault.NotFound e) {
      return failed("RunContainerError", e.getMessage());
    }
    context.events().normal(pod, spec.getName(), "Started", "Started container " + spec.getName());
    observer.containerStarted(sandbox.id(), id);
    var lifecycle = spec.getLifecycle();
    if (lifecycle == null || lifecycle.getPostStart() == null) {
      return Optional.empty();
    }
    try {
      context.hooks().run(lifecycle.getPostStart(), spec, id, podIp(), POST_START_LIMIT);
      return Optional.empty();
    } catch (HookFailed e) {
      context
          .events()
          .warning(
              pod,
              spec.getName(),
              "FailedPostStartHook",
              "PostStartHook failed: " + e.getMessage());
      observer.invalidate();
      context.runtime().stopContainer(id, PodSpecs.grace(pod));
      return Optional.of(failure("PostStartHookError", e.getMessage()));
    }
  }

  private Optional<ActionFailure> failed(String reason, String message) {
    observer.invalidate();
    context.events().warning(pod, spec.getName(), "Failed", "Error: " + message);
    return Optional.of(failure(reason, message));
  }

  private ActionFailure failure(String reason, String message) {
    return new ActionFailure(reason, message, context.time().instant().plus(RETRY));
  }

  private String podIp() {
    return podIps().isEmpty() ? "" : podIps().getFirst();
  }

  private List<String> podIps() {
    return PodSpecs.hostNetwork(pod) ? context.node().addresses() : sandbox.ips();
  }

  private Prepared prepare(Outcome.Ready image) throws NotConfigurable, VolumeNotReady {
    var addresses = new Addresses(podIps(), context.node().addresses());
    var environment = context.environment().of(pod, spec, addresses);
    return new Prepared(
        spec,
        target(),
        action.attempt(),
        action.backoffStep(),
        image.ref(),
        image.user(),
        context.environment().expand(spec.getCommand(), environment),
        context.environment().expand(spec.getArgs(), environment),
        environment,
        mounts(environment));
  }

  /**
   * The id of the container whose process namespace the ephemeral container joins; empty for none.
   */
  private String target() throws NotConfigurable {
    var name = EphemeralContainers.target(pod, spec.getName());
    if (name.isEmpty()) {
      return "";
    }
    return observer
        .observe()
        .newestIn(sandbox.id(), name.get())
        .filter(ContainerFacts::running)
        .map(ContainerFacts::id)
        .orElseThrow(
            () ->
                new NotConfigurable("target container \"%s\" does not run".formatted(name.get())));
  }

  private List<Mount> mounts(Map<String, String> environment) throws VolumeNotReady {
    var mounts = new ArrayList<Mount>();
    for (var mount : context.volumes().mountsOf(pod, spec, environment)) {
      mounts.add(mount(mount));
    }
    for (var file : context.volumes().filesOf(pod, spec, action.attempt(), podIps())) {
      mounts.add(mount(file));
    }
    return mounts;
  }

  private static Mount mount(HostMount mount) {
    return Mount.newBuilder()
        .setHostPath(mount.hostPath().toString())
        .setContainerPath(mount.containerPath())
        .setReadonly(mount.readOnly())
        .setPropagation(
            switch (mount.propagation()) {
              case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
              case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
              default -> MountPropagation.PROPAGATION_PRIVATE;
            })
        .build();
  }
}
