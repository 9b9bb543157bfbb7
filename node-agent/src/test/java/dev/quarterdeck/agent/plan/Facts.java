package dev.quarterdeck.agent.plan;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.Exit;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.Observed.State;
import dev.quarterdeck.agent.plan.PodState.ActionFailure;
import dev.quarterdeck.agent.plan.PodState.Failure;
import dev.quarterdeck.agent.plan.PodState.ProbeFacts;
import dev.quarterdeck.agent.plan.PodState.Stop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds facts for tests, in the order of a pod's life. */
public final class Facts {

  public static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  public static final String SANDBOX = "sandbox-0";
  public static final String IP = "10.244.1.5";

  private final Pod pod;
  private boolean inApi = true;
  private final List<SandboxFacts> sandboxes = new ArrayList<>();
  private final List<ContainerFacts> containers = new ArrayList<>();
  private final Map<String, ActionFailure> actionFailures = new HashMap<>();
  private final Map<String, ProbeFacts> probes = new HashMap<>();
  private Optional<Stop> stop = Optional.empty();
  private Optional<Instant> stoppingSince = Optional.empty();
  private boolean released;

  private Facts(Pod pod) {
    this.pod = pod;
  }

  public static Facts of(Pod pod) {
    return new Facts(pod);
  }

  /** A pod with one container named {@code web}. */
  public static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("p")
        .withUid("uid-1")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Always")
        .addNewContainer()
        .withName("web")
        .withImage("web:1")
        .endContainer()
        .endSpec();
  }

  /** The same pod with an init container named {@code setup} before. */
  public static PodBuilder podWithInit() {
    return pod()
        .editSpec()
        .addNewInitContainer()
        .withName("setup")
        .withImage("setup:1")
        .endInitContainer()
        .endSpec();
  }

  /** The same pod with a sidecar named {@code mesh}. */
  public static PodBuilder podWithSidecar() {
    return pod()
        .editSpec()
        .addNewInitContainer()
        .withName("mesh")
        .withImage("mesh:1")
        .withRestartPolicy("Always")
        .endInitContainer()
        .endSpec();
  }

  /** The same pod with an ephemeral container named {@code look}. */
  public static PodBuilder podLookedInto() {
    return podWithInit()
        .editSpec()
        .addNewEphemeralContainer()
        .withName("look")
        .withImage("look:1")
        .withTargetContainerName("web")
        .endEphemeralContainer()
        .endSpec();
  }

  public Facts sandbox() {
    sandboxes.add(new SandboxFacts(SANDBOX, 0, true, NOW.minusSeconds(100), List.of(IP)));
    return this;
  }

  public Facts deadSandbox() {
    sandboxes.add(new SandboxFacts(SANDBOX, 0, false, NOW.minusSeconds(100), List.of()));
    return this;
  }

  public Facts running(String name) {
    return running(name, new ProbeFacts(true, true, Optional.empty()));
  }

  public Facts running(String name, ProbeFacts probe) {
    var id = name + "-id-" + attempts(name);
    containers.add(container(id, name, State.RUNNING, 0, Optional.empty(), Duration.ZERO));
    probes.put(id, probe);
    return this;
  }

  public Facts failing(String name, String probe) {
    return running(
        name, new ProbeFacts(true, true, Optional.of(new Failure(probe, "no", Optional.empty()))));
  }

  public Facts created(String name) {
    containers.add(
        container(name + "-id", name, State.CREATED, 0, Optional.empty(), Duration.ZERO));
    return this;
  }

  public Facts exited(String name, int code) {
    return exited(name, code, Duration.ofSeconds(1), 0);
  }

  /** It ended a second ago after having run for {@code ran}. */
  public Facts exited(String name, int code, Duration ran, int step) {
    var exit = new Exit(code, code == 0 ? "Completed" : "Error", "", NOW.minusSeconds(1));
    var id = name + "-id-" + attempts(name);
    containers.add(container(id, name, State.EXITED, step, Optional.of(exit), ran));
    return this;
  }

  /** The runtime has removed all attempts of the container but the newest. */
  public Facts onlyNewest(String name) {
    var newest = containers.stream().filter(c -> c.name().equals(name)).toList().getLast();
    containers.removeIf(c -> c.name().equals(name) && c != newest);
    return this;
  }

  private long attempts(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).count();
  }

  private ContainerFacts container(
      String id, String name, State state, int step, Optional<Exit> exit, Duration ran) {
    var spec = PodSpecs.find(pod, name).orElseThrow();
    var started = exit.map(e -> e.finishedAt().minus(ran)).orElse(NOW.minusSeconds(50));
    return new ContainerFacts(
        id,
        name,
        SANDBOX,
        (int) attempts(name),
        state,
        started,
        state == State.CREATED ? Instant.EPOCH : started,
        exit,
        spec.getImage(),
        "sha256:1",
        ContainerHash.of(spec),
        step,
        "/logs/" + id);
  }

  public Facts actionFailure(String key, String reason, Duration retryIn) {
    actionFailures.put(key, new ActionFailure(reason, "because", NOW.plus(retryIn)));
    return this;
  }

  public Facts stop(String reason) {
    stop = Optional.of(new Stop(reason, "enough", false));
    return this;
  }

  public Facts rejected(String reason) {
    stop = Optional.of(Stop.rejection(reason, "not here"));
    return this;
  }

  public Facts stoppingFor(Duration time) {
    stoppingSince = Optional.of(NOW.minus(time));
    return this;
  }

  public Facts released() {
    released = true;
    return this;
  }

  public Facts goneFromApi() {
    inApi = false;
    return this;
  }

  public PodState build() {
    return new PodState(
        pod,
        inApi,
        new Observed(sandboxes, containers),
        actionFailures,
        probes,
        stop,
        stoppingSince,
        released);
  }
}
