package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.hook.LifecycleHooks.HookFailed;
import dev.quarterdeck.agent.image.Images.Outcome;
import dev.quarterdeck.agent.plan.Action.StartContainer;
import dev.quarterdeck.agent.plan.Ephemeral;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodFacts.Trouble;
import dev.quarterdeck.agent.plan.PodSpecs;
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

/** Takes one container from its image to running. */
final class ContainerStart {

  static final Duration RETRY = Duration.ofSeconds(5);
  // A postStart hook has no bound of its own; the container is not ready as long as it runs.
  private static final Duration POST_START_LIMIT = Duration.ofMinutes(10);

  private final PodTools tools;
  private final Pod pod;
  private final SandboxFacts sandbox;
  private final StartContainer action;
  private final Container spec;
  private final PodObserver observer;

  ContainerStart(
      PodTools tools, Pod pod, SandboxFacts sandbox, StartContainer action, PodObserver observer) {
    this.observer = observer;
    this.tools = tools;
    this.pod = pod;
    this.sandbox = sandbox;
    this.action = action;
    this.spec = PodSpecs.find(pod, action.container()).orElseThrow();
  }

  /** Empty when the container runs; else why it waits. */
  Optional<Trouble> run() throws InterruptedException {
    return switch (tools.images().ensure(pod, spec)) {
      case Outcome.Waiting(var reason, var message, var retryAt) ->
          Optional.of(new Trouble(reason, message, retryAt));
      case Outcome.Ready image -> withImage(image);
    };
  }

  private Optional<Trouble> withImage(Outcome.Ready image) throws InterruptedException {
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
          tools
              .runtime()
              .createContainer(
                  sandbox.id(),
                  tools.configs().container(pod, prepared),
                  tools.configs().sandbox(pod, sandbox.attempt()));
    } catch (CriFault.Failed | CriFault.NotFound | CriFault.AlreadyExists e) {
      return failed("CreateContainerError", e.getMessage());
    } catch (IOException e) {
      return failed("CreateContainerError", e.toString());
    }
    tools.events().normal(pod, spec.getName(), "Created", "Created container: " + spec.getName());
    return start(id);
  }

  private Optional<Trouble> start(String id) throws InterruptedException {
    try {
      tools.runtime().startContainer(id);
    } catch (CriFault.Failed | CriFault.NotFound e) {
      return failed("RunContainerError", e.getMessage());
    }
    tools.events().normal(pod, spec.getName(), "Started", "Started container " + spec.getName());
    observer.started(sandbox.id(), id);
    var lifecycle = spec.getLifecycle();
    if (lifecycle == null || lifecycle.getPostStart() == null) {
      return Optional.empty();
    }
    try {
      tools.hooks().run(lifecycle.getPostStart(), spec, id, podIp(), POST_START_LIMIT);
      return Optional.empty();
    } catch (HookFailed e) {
      tools
          .events()
          .warning(
              pod,
              spec.getName(),
              "FailedPostStartHook",
              "PostStartHook failed: " + e.getMessage());
      observer.invalidate();
      tools.runtime().stopContainer(id, PodSpecs.grace(pod));
      return Optional.of(trouble("PostStartHookError", e.getMessage()));
    }
  }

  private Optional<Trouble> failed(String reason, String message) {
    observer.invalidate();
    tools.events().warning(pod, spec.getName(), "Failed", "Error: " + message);
    return Optional.of(trouble(reason, message));
  }

  private Trouble trouble(String reason, String message) {
    return new Trouble(reason, message, tools.time().instant().plus(RETRY));
  }

  private String podIp() {
    return podIps().isEmpty() ? "" : podIps().getFirst();
  }

  private List<String> podIps() {
    return PodSpecs.hostNetwork(pod) ? tools.node().addresses() : sandbox.ips();
  }

  private Prepared prepare(Outcome.Ready image) throws NotConfigurable, VolumeNotReady {
    var addresses = new Addresses(podIps(), tools.node().addresses());
    var environment = tools.environment().of(pod, spec, addresses);
    return new Prepared(
        spec,
        target(),
        action.attempt(),
        action.backoffStep(),
        image.ref(),
        image.user(),
        tools.environment().expand(spec.getCommand(), environment),
        tools.environment().expand(spec.getArgs(), environment),
        environment,
        mounts(environment));
  }

  /** The id of the container an ephemeral one looks into; empty for none. */
  private String target() throws NotConfigurable {
    var name = Ephemeral.target(pod, spec.getName());
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
    for (var mount : tools.volumes().mountsOf(pod, spec, environment)) {
      mounts.add(mount(mount));
    }
    for (var file : tools.volumes().filesOf(pod, spec, action.attempt(), podIps())) {
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
