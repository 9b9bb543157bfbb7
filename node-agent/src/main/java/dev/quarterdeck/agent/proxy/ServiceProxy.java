package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.tool.Tool;
import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Implements Services and host ports on this node: watches Services, EndpointSlices and the node's
 * pods, compiles them to one nft table and applies it in the process's network namespace. When it
 * stops, the rules stay and connections go on. On a machine that is not a node it implements only
 * cluster IPs.
 */
public final class ServiceProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
  private static final String RULES = "rules";
  private static final Path BRIDGE_CALLS = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");

  private final KubernetesClient client;
  private final ProxyConfig config;
  private final Time time;
  private final WorkQueue<String> queue;
  private final ReconcileLoop<String> loop;
  private final TableWriter table;
  private final Timer duration;
  private Informer<Service> services;
  private Informer<EndpointSlice> slices;
  private Optional<Informer<Pod>> pods = Optional.empty();

  public ServiceProxy(
      KubernetesClient client, ProxyConfig config, Time time, MeterRegistry registry) {
    this(client, config, time, registry, new Nft(new Tool(List.of(config.nft().toString()))));
  }

  ServiceProxy(
      KubernetesClient client, ProxyConfig config, Time time, MeterRegistry registry, Nft nft) {
    this.client = client;
    this.config = config;
    this.time = time;
    table = new TableWriter(nft, "ip " + config.table(), config.fullPeriod(), time);
    queue =
        new WorkQueue<>(
            "service-proxy",
            new Backoff(config.minPeriod(), Duration.ofSeconds(10)),
            time,
            registry);
    loop = new ReconcileLoop<>("service-proxy", queue, 1, key -> sync(), time, registry);
    duration =
        Timer.builder("kubeproxy_sync_proxy_rules_duration_seconds")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(80),
                Duration.ofMillis(320),
                Duration.ofMillis(1280),
                Duration.ofSeconds(5))
            .register(registry);
  }

  /** Starts to watch the API server; applies the first rules when all informers have synced. */
  public ServiceProxy start() {
    services =
        Informer.builder(client, Service.class, time)
            .transform(config.clusterIpsOnly() ? ServicePort::withoutOutside : service -> service)
            .onChange(change -> queue.add(RULES))
            .start();
    slices =
        Informer.builder(client, EndpointSlice.class, time)
            .onChange(change -> queue.add(RULES))
            .start();
    pods = config.clusterIpsOnly() ? Optional.empty() : Optional.of(followPods());
    queue.add(RULES);
    loop.start();
    return this;
  }

  private Informer<Pod> followPods() {
    return Informer.builder(client, Pod.class, time)
        .fields("spec.nodeName=" + config.node())
        .transform(ServiceProxy::slim)
        .onChange(change -> queue.add(RULES))
        .start();
  }

  @Override
  public void close() {
    loop.close();
    pods.ifPresent(Informer::close);
    slices.close();
    services.close();
    if (config.deleteOnClose()) {
      delete();
    }
  }

  private void delete() {
    try {
      table.delete();
    } catch (IOException e) {
      LOG.warn("table not deleted table={} error=\"{}\"", config.table(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Result sync() throws IOException, InterruptedException {
    if (!services.isSynced() || !slices.isSynced() || !pods.map(Informer::isSynced).orElse(true)) {
      return Result.requeueAfter(Duration.ofMillis(50));
    }
    var start = time.nanos();
    var ruleset =
        RulesetPlan.compile(
            services.store().all(),
            slices.store().all(),
            hostPorts(),
            new ProxyNode(config.node(), config.clusterCidr(), seesBridged()));
    var wrote = table.write(ruleset);
    duration.record(Duration.ofNanos(time.nanos() - start));
    if (wrote) {
      LOG.debug("rules applied table={} chains={}", config.table(), ruleset.chains().size());
      time.sleep(config.minPeriod());
    }
    return Result.requeueAfter(config.fullPeriod());
  }

  private List<HostPortMapping> hostPorts() {
    return pods.stream()
        .flatMap(informer -> informer.store().all().stream())
        .flatMap(pod -> HostPortMapping.of(pod).stream())
        .toList();
  }

  private static boolean seesBridged() throws IOException {
    return Files.isReadable(BRIDGE_CALLS) && Files.readString(BRIDGE_CALLS).strip().equals("1");
  }

  private static Pod slim(Pod pod) {
    pod.getMetadata().setAnnotations(null);
    pod.getSpec().setVolumes(null);
    pod.getSpec().setInitContainers(null);
    pod.getSpec().getContainers().removeIf(container -> container.getPorts().isEmpty());
    for (var container : pod.getSpec().getContainers()) {
      container.setEnv(null);
      container.setVolumeMounts(null);
      container.setCommand(null);
      container.setArgs(null);
    }
    pod.getStatus().setContainerStatuses(null);
    pod.getStatus().setConditions(null);
    return pod;
  }
}
