package dev.quarterdeck.agent;

import dev.quarterdeck.agent.dns.NodeDns;
import dev.quarterdeck.agent.dns.NodeDnsConfig;
import dev.quarterdeck.agent.health.RuntimeMonitor;
import dev.quarterdeck.agent.network.NetworkConfig;
import dev.quarterdeck.agent.network.NodeNetwork;
import dev.quarterdeck.agent.phase.NodeIdentity;
import dev.quarterdeck.agent.proxy.ProxyConfig;
import dev.quarterdeck.agent.proxy.ServiceProxy;
import dev.quarterdeck.agent.register.NodeRegistrar;
import dev.quarterdeck.agent.rotate.LogRotation;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.Relist;
import dev.quarterdeck.agent.source.PodSource;
import dev.quarterdeck.agent.stats.NodeStats;
import dev.quarterdeck.agent.stream.KubeletServer;
import dev.quarterdeck.agent.stream.KubeletSettings;
import dev.quarterdeck.agent.stream.Page;
import dev.quarterdeck.agent.worker.Orphans;
import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.agent.worker.PodWorkers;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.dns.DnsConfig;
import dev.quarterdeck.model.Quantities;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
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
  private final AgentParts parts = new AgentParts();
  private KubernetesClient client;
  private CriConnection cri;
  private EventRecorder recorder;
  private RuntimeMonitor monitor;
  private NodeRegistrar registrar;
  private PodWorkers workers;

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
    client = parts.keep(ApiClient.connect(config.kubeconfig(), "kubelet"));
    cri = parts.keep(CriConnection.to(runtimeEndpoint(), CriDeadlines.DEFAULT, meters));
    recorder =
        parts.keep(
            new EventRecorder(client, "kubelet", spec.name(), time, RandomGenerator.getDefault()));
    monitor = parts.keep(new RuntimeMonitor(cri.runtime(), cri.images(), time));
    registrar =
        parts.keep(new NodeRegistrar(client, monitor, recorder, spec, config.rootDir(), time));
    // The registrar starts first: the node's lease has not been renewed since the last agent
    // ended.
    registrar.start();
    monitor.start(registrar::wake);
    startNetwork();
    // Container ids in statuses begin with the runtime's name.
    var runtime = awaitRuntime(() -> cri.runtime().version().getRuntimeName());
    var held = awaitRuntime(() -> PodObserver.uids(cri.runtime()));
    var shared =
        new WorkerParts.Shared(
            client, cri, recorder, registrar, time, meters, uid -> workers.wake(uid));
    var context =
        new WorkerParts(config, shared, parts)
            .context(new NodeIdentity(spec.name(), spec.addresses(), runtime));
    workers = parts.keep(new PodWorkers(context, held));
    var relist =
        parts.keep(
            new Relist(
                cri.runtime(),
                workers,
                new Relist.Periods(config.relistPeriod(), RELIST_WITH_EVENTS),
                monitor::relisted,
                time,
                meters));
    startServer();
    parts
        .keep(
            new LogRotation(
                cri.runtime(), this::runningLogs, LOG_BYTES, ConfigPage.LOG_FILES, time))
        .start();
    var source = parts.keep(PodSource.start(client, spec.name(), workers, time));
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
    return parts.keep(SimulatedCri.start(config.rootDir().resolve("sim.sock"), costs)).endpoint();
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
      parts.keep(new NodeNetwork(client, network, time, meters)).start();
    }
    if (config.serviceProxy()) {
      parts
          .keep(new ServiceProxy(client, ProxyConfig.of(name, config.clusterCidr()), time, meters))
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
    parts.keep(new NodeDns(client, dns, time, dnsMeters)).start();
    parts.keep(new MetricsServer(parts.vertx(), addresses, DNS_METRICS_PORT, dnsMeters::scrape));
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
        parts.keep(
            new KubeletServer(
                parts.vertx(), settings, workers, cri.runtime(), pages, monitor, time));
    LOG.info("kubelet server started node={} port={}", spec.name(), server.start());
  }

  /** Starts the removal of orphaned pods after all pods of the API server have their workers. */
  private void startOrphans(Orphans orphans, PodSource source) {
    parts.keep(orphans);
    parts.keep(
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

  /** The node's pods, as their workers last read them. */
  public PodViews pods() {
    return workers;
  }

  /** Stops every part. Containers keep running; the next agent takes them over. */
  @Override
  public void close() {
    parts.close();
  }
}
