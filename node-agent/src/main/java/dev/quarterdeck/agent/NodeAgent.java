package dev.quarterdeck.agent;

import dev.quarterdeck.agent.dns.NodeDns;
import dev.quarterdeck.agent.dns.NodeDnsConfig;
import dev.quarterdeck.agent.env.PodEnvironments;
import dev.quarterdeck.agent.health.RuntimeMonitor;
import dev.quarterdeck.agent.hook.LifecycleHooks;
import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.agent.image.Images;
import dev.quarterdeck.agent.network.NetworkConfig;
import dev.quarterdeck.agent.network.NodeNetwork;
import dev.quarterdeck.agent.phase.NodeIdentity;
import dev.quarterdeck.agent.plan.SysctlAllowlist;
import dev.quarterdeck.agent.probe.NodeProbes;
import dev.quarterdeck.agent.proxy.ProxyConfig;
import dev.quarterdeck.agent.proxy.ServiceProxy;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.reference.ReferencedObjects;
import dev.quarterdeck.agent.reference.RuntimeClasses;
import dev.quarterdeck.agent.register.HostFacts;
import dev.quarterdeck.agent.register.NodeRegistrar;
import dev.quarterdeck.agent.report.PodApi;
import dev.quarterdeck.agent.report.PodEvents;
import dev.quarterdeck.agent.report.StatusWriter;
import dev.quarterdeck.agent.rotate.LogRotation;
import dev.quarterdeck.agent.runtime.NodeSettings;
import dev.quarterdeck.agent.runtime.PodCgroups;
import dev.quarterdeck.agent.runtime.PodConfigs;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.Relist;
import dev.quarterdeck.agent.simulated.SimulatedProbes;
import dev.quarterdeck.agent.simulated.SimulatedVolumes;
import dev.quarterdeck.agent.source.PodSource;
import dev.quarterdeck.agent.stats.NodeStats;
import dev.quarterdeck.agent.stream.KubeletServer;
import dev.quarterdeck.agent.stream.KubeletSettings;
import dev.quarterdeck.agent.stream.Page;
import dev.quarterdeck.agent.volume.ApiTokens;
import dev.quarterdeck.agent.volume.NodeVolumes;
import dev.quarterdeck.agent.volume.VolumeRefresh;
import dev.quarterdeck.agent.volume.VolumeSources;
import dev.quarterdeck.agent.worker.ContainerProbes;
import dev.quarterdeck.agent.worker.Orphans;
import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.agent.worker.PodVolumes;
import dev.quarterdeck.agent.worker.PodWorkers;
import dev.quarterdeck.agent.worker.WorkerContext;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.dns.DnsConfig;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Quantities;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent of one node. It builds and starts the agent's parts. */
public final class NodeAgent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration RUNTIME_RETRY = Duration.ofMillis(250);
  private static final Duration RELIST_WITH_EVENTS = Duration.ofSeconds(10);
  private static final int DNS_METRICS_PORT = 9153; // CoreDNS' own
  private static final long LOG_BYTES = Quantities.units(Quantity.parse(ConfigPage.LOG_SIZE));
  private static final String ANY_ADDRESS = "0.0.0.0";
  private static final Set<String> API_SERVERS =
      Set.of("kube-apiserver-kubelet-client", "system:kube-apiserver");
  private static final Duration FOREVER = Duration.ofDays(3650);

  private final AgentConfig config;
  private final Time time;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  // close() closes them in reverse order
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private KubernetesClient client;
  private CriConnection cri;
  private EventRecorder recorder;
  private RuntimeMonitor monitor;
  private NodeRegistrar registrar;
  private PodWorkers workers;
  private Vertx vertx;
  private HttpGetClient http;

  private NodeAgent(AgentConfig config, Time time) {
    this.config = config;
    this.time = time;
  }

  /**
   * Starts an agent from its command line and returns when all its parts run. The agent registers
   * its Node and starts pods as soon as the API server answers.
   *
   * @throws IllegalArgumentException when an option is wrong; the message names it
   */
  public static NodeAgent start(String... arguments) throws IOException, InterruptedException {
    return start(Time.system(), arguments);
  }

  /**
   * As {@link #start(String...)}, in another time than the machine's.
   *
   * @param time also of the runtime when that is simulated
   */
  public static NodeAgent start(Time time, String... arguments)
      throws IOException, InterruptedException {
    var agent = new NodeAgent(AgentConfig.parse(arguments), time);
    try {
      agent.assemble();
      return agent;
    } catch (IOException | InterruptedException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  private void assemble() throws IOException, InterruptedException {
    var spec = config.node();
    // The capacity for ephemeral storage is that of the folder's file system.
    Files.createDirectories(config.rootDir());
    client = keep(ApiClient.connect(config.kubeconfig(), "kubelet"));
    cri = keep(CriConnection.to(runtimeEndpoint(), CriDeadlines.DEFAULT, meters));
    recorder =
        keep(new EventRecorder(client, "kubelet", spec.name(), time, RandomGenerator.getDefault()));
    monitor = keep(new RuntimeMonitor(cri.runtime(), cri.images(), time));
    registrar = keep(new NodeRegistrar(client, monitor, recorder, spec, config.rootDir(), time));
    // The registrar starts first: the node's lease has not been renewed since the last agent
    // ended.
    registrar.start();
    monitor.start(registrar::wake);
    startNetwork();
    // Container ids in statuses begin with the runtime's name.
    var runtime = awaitRuntime(() -> cri.runtime().version().getRuntimeName());
    var held = awaitRuntime(() -> PodObserver.uids(cri.runtime()));
    var context = context(new NodeIdentity(spec.name(), spec.addresses(), runtime));
    workers = keep(new PodWorkers(context, held));
    var relist =
        keep(
            new Relist(
                cri.runtime(),
                workers,
                new Relist.Periods(config.relistPeriod(), RELIST_WITH_EVENTS),
                monitor::relisted,
                time,
                meters));
    startServer();
    keep(new LogRotation(cri.runtime(), this::runningLogs, LOG_BYTES, ConfigPage.LOG_FILES, time))
        .start();
    var source = keep(PodSource.start(client, spec.name(), workers, time));
    relist.start();
    startOrphans(new Orphans(context, workers), source);
    LOG.info("agent started node={}", spec.name());
  }

  private String runtimeEndpoint() throws IOException {
    if (!config.simulated()) {
      return config.runtimeEndpoint();
    }
    var costs =
        SimOptions.DEFAULT
            .withCosts(Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofMillis(200))
            .withTime(time);
    return keep(SimulatedCri.start(config.rootDir().resolve("sim.sock"), costs)).endpoint();
  }

  /** Repeats a call of the runtime until it succeeds. */
  private <T> T awaitRuntime(Supplier<T> call) throws InterruptedException {
    var logged = false;
    while (true) {
      try {
        return call.get();
      } catch (CriFault.Interrupted interrupted) {
        throw new InterruptedException();
      } catch (CriFault fault) {
        if (!logged) {
          LOG.warn("waiting for the container runtime error=\"{}\"", fault.getMessage());
          logged = true;
        }
        time.sleep(RUNTIME_RETRY);
      }
    }
  }

  private void startNetwork() throws InterruptedException {
    var name = config.node().name();
    if (config.cniConfDir().isPresent()) {
      var network = NetworkConfig.of(name, config.cniConfDir().get());
      keep(new NodeNetwork(client, network, time, meters)).start();
    }
    if (config.serviceProxy()) {
      keep(new ServiceProxy(client, ProxyConfig.of(name, config.clusterCidr()), time, meters))
          .start();
    }
    startDns();
  }

  private void startDns() throws InterruptedException {
    if (config.simulated() || config.clusterDns().isEmpty()) {
      return;
    }
    var addresses = config.node().addresses();
    var dns =
        NodeDnsConfig.of(
            DnsConfig.of(
                config.clusterDomain(),
                config.clusterDns(),
                addresses,
                config.clusterCidr().stream().toList(),
                config.resolvConf(),
                config.stubDomains()));
    if (!config.answersDns()) {
      NodeDns.leave(dns);
      return;
    }
    var dnsMeters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    keep(new NodeDns(client, dns, time, dnsMeters)).start();
    keep(new MetricsServer(vertx(), addresses, DNS_METRICS_PORT, dnsMeters::scrape));
  }

  private WorkerContext context(NodeIdentity identity) {
    PodEvents events = recorder::record;
    var stale = VolumeRefresh.queue(time, meters);
    var objects = keep(new ReferencedObjects(client, stale::add, time));
    var host = HostFacts.read(config.rootDir());
    var settings =
        new NodeSettings(
            config.podLogsDir(),
            config.cgroupRoot(),
            config.clusterDns(),
            config.clusterDomain(),
            config.resolvConf(),
            host.memory());
    var api = PodApi.over(client, time);
    return new WorkerContext(
        identity,
        cri.runtime(),
        keep(RuntimeClasses.start(client, time)),
        new PodConfigs(settings),
        sysctls(host.kernel()),
        config.simulated()
            ? PodCgroups.none()
            : PodCgroups.at(Path.of("/sys/fs/cgroup"), config.cgroupRoot()),
        new Images(cri.images(), key -> secret(objects, key), events, time),
        volumes(objects, stale),
        environments(objects, events),
        probes(events),
        new LifecycleHooks(cri.runtime(), http(), time),
        events,
        api,
        keep(new StatusWriter(api, time)),
        new Semaphore(config.sandboxStarts(), true),
        time,
        meters);
  }

  private SysctlAllowlist sysctls(String kernel) {
    try {
      return SysctlAllowlist.of(kernel, config.allowedUnsafeSysctls());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--allowed-unsafe-sysctls: " + e.getMessage(), e);
    }
  }

  private static Optional<Secret> secret(ObjectSource objects, ObjectKey key) {
    return objects.secret(key) instanceof LookupResult.Found<Secret>(var secret)
        ? Optional.of(secret)
        : Optional.empty();
  }

  private PodVolumes volumes(ReferencedObjects objects, WorkQueue<String> stale) {
    if (config.simulated()) {
      return new SimulatedVolumes();
    }
    var sources =
        new VolumeSources(objects, objects, new ApiTokens(client, time), registrar::allocatable);
    var volumes = new NodeVolumes(config.rootDir(), sources, config.clusterDomain(), time);
    keep(
        VolumeRefresh.start(
            volumes,
            stale,
            (uid, why) -> LOG.warn("volumes not refreshed uid={} error=\"{}\"", uid, why),
            time,
            meters));
    return volumes;
  }

  private PodEnvironments environments(ObjectSource objects, PodEvents events) {
    var services = keep(Informer.builder(client, Service.class, time).start());
    return new PodEnvironments(
        objects,
        services.store()::all,
        registrar::allocatable,
        (pod, message) -> events.warning(pod, PodEnvironments.SkippedKeys.REASON, message));
  }

  private ContainerProbes probes(PodEvents events) {
    if (config.simulated()) {
      return new SimulatedProbes();
    }
    var listeners =
        new NodeProbes.Listeners(
            uid -> workers.wake(uid),
            (pod, container, reason, message) ->
                events.warning(pod, container.getName(), reason, message));
    return keep(
        new NodeProbes(
            vertx(), cri.runtime(), http(), listeners, time, RandomGenerator.getDefault(), meters));
  }

  private List<LogRotation.Log> runningLogs() {
    return workers.all().stream()
        .flatMap(pod -> pod.containers().stream())
        .filter(container -> container.state() == PodView.State.RUNNING)
        .map(container -> new LogRotation.Log(container.id(), container.log()))
        .toList();
  }

  private void startServer() throws IOException, InterruptedException {
    if (config.server().isEmpty()) {
      return;
    }
    var tls = config.server().get();
    var spec = config.node();
    var settings =
        new KubeletSettings(
            ANY_ADDRESS, spec.port(), tls.certificate(), tls.key(), tls.clientCa(), API_SERVERS);
    var stats = new NodeStats(spec.name(), config.rootDir(), workers, cri.runtime(), time);
    var pages = new HashMap<>(stats.pages());
    pages.put("/metrics", Page.metrics(meters));
    pages.put("/configz", Page.json(() -> ConfigPage.of(config)));
    var server =
        keep(new KubeletServer(vertx(), settings, workers, cri.runtime(), pages, monitor, time));
    LOG.info("kubelet server started node={} port={}", spec.name(), server.start());
  }

  /** Starts the removal of orphaned pods after all pods of the API server have their workers. */
  private void startOrphans(Orphans orphans, PodSource source) {
    keep(orphans);
    keep(
        new Background(
                "await-pods",
                time,
                () -> {
                  if (source.awaitSynced(FOREVER)) {
                    orphans.start();
                  }
                })
            .start());
  }

  private HttpGetClient http() {
    if (http == null) {
      http = keep(new HttpGetClient(vertx()));
    }
    return http;
  }

  private Vertx vertx() {
    if (vertx == null) {
      vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(2));
      keep(() -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    }
    return vertx;
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** The node's pods, as their workers last read them. */
  public PodViews pods() {
    return workers;
  }

  /** Stops every part. Containers keep running; the next agent takes them over. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("part of the agent not closed", e);
      }
    }
  }
}
