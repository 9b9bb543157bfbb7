package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.hook.LifecycleHooks;
import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.agent.image.Images;
import dev.quarterdeck.agent.phase.NodeIdentity;
import dev.quarterdeck.agent.plan.SysctlAllowlist;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.report.PodApi;
import dev.quarterdeck.agent.report.StatusWriter;
import dev.quarterdeck.agent.runtime.NodeSettings;
import dev.quarterdeck.agent.runtime.PodCgroups;
import dev.quarterdeck.agent.runtime.PodConfigs;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.Relist;
import dev.quarterdeck.agent.simulated.SimulatedProbes;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** An agent's workers over a real CRI socket, with an API server of one map. */
final class FakeNode implements AutoCloseable {

  private static final Duration RELIST = Duration.ofMillis(50);

  final Map<String, Pod> api = new ConcurrentHashMap<>();
  final List<PodStatus> written = new CopyOnWriteArrayList<>();
  // handlers by the names of RuntimeClasses
  final Map<String, String> runtimeClasses = new ConcurrentHashMap<>();
  final List<String> events = new CopyOnWriteArrayList<>();
  final Set<String> mounted = ConcurrentHashMap.newKeySet();
  final AtomicInteger failingMounts = new AtomicInteger();
  // permits to end a mount, which no interrupt hurries; as many as ever asked for unless drained
  final Semaphore mountsMayEnd = new Semaphore(Integer.MAX_VALUE);
  final AtomicInteger mountsInProgress = new AtomicInteger();
  final AtomicBoolean unmountedWhileMounting = new AtomicBoolean();
  final PodWorkers workers;
  // One change at a time, so that the workers hear of them in the order they happened, as a watch
  // would tell them.
  private final ReentrantLock server = new ReentrantLock();
  private long revision;
  private final Vertx vertx = Vertx.vertx();
  private final HttpGetClient http;
  private final Time time;
  private final WorkerContext context;
  private final CriConnection cri;
  private final StatusWriter statuses;
  private final Relist relist;

  FakeNode(String endpoint, Path folder, Time time) {
    this(endpoint, folder, time, "/", PodCgroups.none());
  }

  FakeNode(String endpoint, Path folder, Time time, String cgroupRoot, PodCgroups cgroups) {
    var meters = new SimpleMeterRegistry();
    this.time = time;
    http = new HttpGetClient(vertx);
    cri = CriConnection.to(endpoint, CriDeadlines.DEFAULT, meters);
    var settings =
        new NodeSettings(
            folder.resolve("logs"),
            cgroupRoot,
            List.of(),
            "cluster.local",
            Path.of("/none"),
            1L << 30);
    var podApi = new MapApi();
    statuses = new StatusWriter(podApi, time);
    context =
        new WorkerContext(
            new NodeIdentity("n1", List.of("192.0.2.1"), "simulated"),
            cri.runtime(),
            this::handlerOf,
            new PodConfigs(settings),
            SysctlAllowlist.of("6.1.0", List.of("net.core.*")),
            cgroups,
            new Images(cri.images(), _ -> Optional.empty(), this::record, time),
            new Volumes(),
            new Environment(),
            new SimulatedProbes(),
            new LifecycleHooks(cri.runtime(), http, time),
            this::record,
            podApi,
            statuses,
            new Semaphore(4),
            time,
            meters);
    workers = new PodWorkers(context, PodObserver.uids(cri.runtime()));
    relist =
        new Relist(
            cri.runtime(), workers, new Relist.Periods(RELIST, RELIST), () -> {}, time, meters);
    relist.start();
  }

  private LookupResult<String> handlerOf(Pod pod) {
    var name = pod.getSpec().getRuntimeClassName();
    var handler = name == null ? "" : runtimeClasses.get(name);
    return handler == null ? new LookupResult.Missing<>() : new LookupResult.Found<>(handler);
  }

  CriRuntime runtime() {
    return cri.runtime();
  }

  WorkerContext context() {
    return context;
  }

  void bind(Pod pod) {
    change(pod.getMetadata().getUid(), _ -> pod);
  }

  /** As the API server does when somebody deletes the pod. */
  void delete(String uid, long grace) {
    change(
        uid,
        pod ->
            new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(time.instant().plusSeconds(grace).toString())
                .withDeletionGracePeriodSeconds(grace)
                .endMetadata()
                .build());
  }

  /** As any client changes a pod; given null when there is none. */
  void change(String uid, UnaryOperator<Pod> change) {
    server.lock();
    try {
      var changed = change.apply(api.get(uid));
      api.put(uid, changed);
      workers.update(changed);
    } finally {
      server.unlock();
    }
  }

  PodStatus status(String uid) {
    return api.get(uid).getStatus();
  }

  int sandboxes() {
    return cri.runtime().listPodSandboxes(PodSandboxFilter.getDefaultInstance()).size();
  }

  private void record(
      io.fabric8.kubernetes.api.model.ObjectReference about,
      String type,
      String reason,
      String message) {
    events.add(reason + " " + message);
  }

  @Override
  public void close() {
    relist.close();
    workers.close();
    statuses.close();
    cri.close();
    http.close();
    vertx.close();
  }

  /** As another client does who writes a part of the status that is not its own. */
  void overwriteStatus(String uid, UnaryOperator<PodStatus> change) {
    change(uid, pod -> withStatus(pod, change.apply(pod.getStatus())));
  }

  private Pod withStatus(Pod pod, PodStatus status) {
    return new PodBuilder(pod)
        .editMetadata()
        .withResourceVersion(Long.toString(++revision))
        .endMetadata()
        .withStatus(status)
        .build();
  }

  private final class MapApi implements PodApi {
    @Override
    public OptionalLong writeStatus(Pod pod, PodStatus status) {
      written.add(status);
      var uid = pod.getMetadata().getUid();
      server.lock();
      try {
        if (!api.containsKey(uid)) {
          return OptionalLong.empty();
        }
        change(uid, current -> withStatus(current, status));
        return OptionalLong.of(revision);
      } finally {
        server.unlock();
      }
    }

    @Override
    public void delete(Pod pod) {
      server.lock();
      try {
        var last = api.remove(pod.getMetadata().getUid());
        if (last != null) {
          workers.remove(last);
        }
      } finally {
        server.unlock();
      }
    }
  }

  private final class Volumes implements PodVolumes {
    @Override
    public void mount(Pod pod) throws VolumeNotReady {
      if (failingMounts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new VolumeNotReady("not there yet");
      }
      mountsInProgress.incrementAndGet();
      mountsMayEnd.acquireUninterruptibly();
      mounted.add(pod.getMetadata().getUid());
      mountsInProgress.decrementAndGet();
    }

    @Override
    public List<HostMount> mountsOf(Pod pod, Container container, Map<String, String> environment) {
      return new ArrayList<>();
    }

    @Override
    public List<HostMount> filesOf(Pod pod, Container container, int attempt, List<String> podIps) {
      return List.of();
    }

    @Override
    public String terminationMessage(
        Pod pod, Container container, int attempt, int exitCode, Path log) {
      return "bye " + exitCode;
    }

    @Override
    public void unmount(String podUid) {
      unmountedWhileMounting.compareAndSet(false, mountsInProgress.get() > 0);
      mounted.remove(podUid);
    }

    @Override
    public Set<String> podsOnDisk() {
      return mounted;
    }
  }

  private static final class Environment implements ContainerEnvironment {
    @Override
    public Map<String, String> of(Pod pod, Container container, Addresses addresses)
        throws NotConfigurable {
      if (!container.getEnvFrom().isEmpty()) {
        throw new NotConfigurable("configmap \"absent\" not found");
      }
      return Map.of();
    }

    @Override
    public List<String> expand(List<String> words, Map<String, String> environment) {
      return words;
    }
  }
}
