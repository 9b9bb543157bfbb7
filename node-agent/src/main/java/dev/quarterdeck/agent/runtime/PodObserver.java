package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.agent.plan.Observed;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.Exit;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.Observed.State;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.proto.cri.v1.Container;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerState;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import dev.quarterdeck.proto.cri.v1.PodIP;
import dev.quarterdeck.proto.cri.v1.PodSandbox;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxState;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what the runtime holds of one pod: two lists, and the details of what changed since the
 * last time. It reads a sandbox or container that the agent has just made by its id, without lists.
 * Only one thread may use it.
 */
public final class PodObserver {

  private final CriRuntime runtime;
  private final String uid;
  private final UnaryOperator<ContainerFacts> onExit;
  private Map<String, SandboxFacts> sandboxes = new HashMap<>();
  private Map<String, ContainerFacts> containers = new HashMap<>();
  private boolean stale;

  /**
   * @param fresh whether the runtime is known to hold nothing of the pod
   * @param onExit completes the facts of a container that has exited, with its termination message
   */
  public PodObserver(
      CriRuntime runtime, String uid, boolean fresh, UnaryOperator<ContainerFacts> onExit) {
    this.runtime = runtime;
    this.uid = uid;
    stale = !fresh;
    this.onExit = onExit;
  }

  /** Makes the next {@link #observe} read the runtime again. */
  public void invalidate() {
    stale = true;
  }

  /** Makes the next {@link #observe} read the runtime again if a relist found something else. */
  public void compare(PodRecord listed) {
    stale |= !listed.equals(known());
  }

  private PodRecord known() {
    var known = PodRecord.empty();
    sandboxes.values().forEach(sandbox -> known.sandboxes().put(sandbox.id(), sandbox.ready()));
    containers.values().forEach(c -> known.containers().put(c.id(), c.state()));
    return known;
  }

  /** Reads a sandbox that the agent has just run. */
  public void sandboxRan(String sandboxId) {
    var status = runtime.podSandboxStatus(sandboxId);
    sandboxes.put(
        sandboxId,
        new SandboxFacts(
            sandboxId,
            status.getMetadata().getAttempt(),
            status.getState() == PodSandboxState.SANDBOX_READY,
            instant(status.getCreatedAt()),
            addresses(status)));
  }

  /** Reads a container that the agent has just started. */
  public void containerStarted(String sandboxId, String containerId) {
    var facts = facts(sandboxId, runtime.containerStatus(containerId));
    containers.put(containerId, facts.exited() ? onExit.apply(facts) : facts);
  }

  /**
   * @throws CriFault when the runtime does not answer
   */
  public Observed observe() {
    if (stale) {
      readAll();
      stale = false;
    }
    return new Observed(List.copyOf(sandboxes.values()), List.copyOf(containers.values()));
  }

  private void readAll() {
    var pod = Map.of(Labels.POD_UID, uid);
    var listedSandboxes =
        runtime.listPodSandboxes(PodSandboxFilter.newBuilder().putAllLabelSelector(pod).build());
    var listedContainers =
        runtime.listContainers(ContainerFilter.newBuilder().putAllLabelSelector(pod).build());
    var nextSandboxes = new HashMap<String, SandboxFacts>();
    for (var listed : listedSandboxes) {
      sandbox(listed).ifPresent(facts -> nextSandboxes.put(facts.id(), facts));
    }
    var nextContainers = new HashMap<String, ContainerFacts>();
    for (var listed : listedContainers) {
      container(listed).ifPresent(facts -> nextContainers.put(facts.id(), facts));
    }
    sandboxes = nextSandboxes;
    containers = nextContainers;
  }

  private Optional<SandboxFacts> sandbox(PodSandbox listed) {
    var ready = listed.getState() == PodSandboxState.SANDBOX_READY;
    var known = sandboxes.get(listed.getId());
    if (known != null && known.ready() == ready) {
      return Optional.of(known);
    }
    try {
      var ips = ready ? addresses(runtime.podSandboxStatus(listed.getId())) : List.<String>of();
      return Optional.of(
          new SandboxFacts(
              listed.getId(),
              listed.getMetadata().getAttempt(),
              ready,
              instant(listed.getCreatedAt()),
              ips));
    } catch (CriFault.NotFound gone) {
      return Optional.empty(); // removed since it was listed
    }
  }

  private static List<String> addresses(PodSandboxStatus status) {
    var network = status.getNetwork();
    var more = network.getAdditionalIpsList().stream().map(PodIP::getIp);
    return Stream.concat(Stream.of(network.getIp()), more).filter(ip -> !ip.isEmpty()).toList();
  }

  private Optional<ContainerFacts> container(Container listed) {
    var known = containers.get(listed.getId());
    if (known != null && known.state() == state(listed.getState())) {
      return Optional.of(known);
    }
    try {
      var facts = facts(listed.getPodSandboxId(), runtime.containerStatus(listed.getId()));
      return Optional.of(facts.exited() ? onExit.apply(facts) : facts);
    } catch (CriFault.NotFound gone) {
      return Optional.empty(); // removed since it was listed
    }
  }

  private static ContainerFacts facts(String sandboxId, ContainerStatus status) {
    var annotations = status.getAnnotationsMap();
    var state = state(status.getState());
    var exit =
        state == State.EXITED
            ? Optional.of(
                new Exit(
                    status.getExitCode(),
                    status.getReason(),
                    status.getMessage(),
                    instant(status.getFinishedAt())))
            : Optional.<Exit>empty();
    return new ContainerFacts(
        status.getId(),
        status.getMetadata().getName(),
        sandboxId,
        status.getMetadata().getAttempt(),
        state,
        instant(status.getCreatedAt()),
        instant(status.getStartedAt()),
        exit,
        annotations.getOrDefault(Labels.IMAGE_NAME, status.getImage().getImage()),
        status.getImageRef(),
        annotations.getOrDefault(Labels.CONTAINER_HASH, ""),
        Integer.parseInt(annotations.getOrDefault(Labels.BACKOFF_STEP, "0")),
        status.getLogPath());
  }

  static State state(ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED -> State.CREATED;
      case CONTAINER_RUNNING -> State.RUNNING;
      case CONTAINER_EXITED -> State.EXITED;
      case CONTAINER_UNKNOWN, UNRECOGNIZED -> State.UNKNOWN;
    };
  }

  private static Instant instant(long nanos) {
    return nanos <= 0 ? Instant.EPOCH : Instant.EPOCH.plusNanos(nanos);
  }

  /** A pod of the runtime, as its sandbox names it. */
  public record RuntimePod(String uid, String namespace, String name) {}

  /** The UIDs of all pods of which the runtime holds a sandbox. */
  public static Set<String> uids(CriRuntime runtime) {
    return all(runtime).stream().map(RuntimePod::uid).collect(Collectors.toSet());
  }

  /** All pods of which the runtime holds a sandbox. */
  public static List<RuntimePod> all(CriRuntime runtime) {
    var pods = new ArrayList<RuntimePod>();
    for (var sandbox : runtime.listPodSandboxes(PodSandboxFilter.getDefaultInstance())) {
      if (sandbox.getLabelsMap().containsKey(Labels.POD_UID)) {
        var metadata = sandbox.getMetadata();
        pods.add(new RuntimePod(metadata.getUid(), metadata.getNamespace(), metadata.getName()));
      }
    }
    return pods.stream().distinct().toList();
  }
}
