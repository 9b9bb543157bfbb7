package dev.quarterdeck.agent.network;

import dev.quarterdeck.agent.tool.Tool;
import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects this node's pods: writes the CNI configuration when the node has a pod CIDR, and
 * maintains the routes to the other nodes' pods. Closing it keeps both, because the pods keep
 * running. A machine that is not a node has only the routes.
 */
public final class NodeNetwork implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);
  private static final String NETWORK = "network";
  private static final String FILE = "10-quarterdeck.conflist";
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  private final KubernetesClient client;
  private final NetworkConfig config;
  private final Time time;
  private final Routes routes;
  private final WorkQueue<String> queue;
  private final ReconcileLoop<String> loop;
  private Informer<Node> nodes;

  public NodeNetwork(
      KubernetesClient client, NetworkConfig config, Time time, MeterRegistry registry) {
    this.client = client;
    this.config = config;
    this.time = time;
    routes = new Routes(new Tool(List.of(config.ip().toString())), config.routeTable());
    queue = new WorkQueue<>("node-network", BACKOFF, time, registry);
    loop = new ReconcileLoop<>("node-network", queue, 1, key -> reconcile(), time, registry);
  }

  /** Starts to watch the nodes; turns on forwarding if the machine runs pods. */
  public NodeNetwork start() {
    if (config.pods().isPresent()) {
      set(Path.of("/proc/sys/net/ipv4/ip_forward"));
      // Replies between two pods of one bridge must pass the NAT rules that the requests passed.
      set(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables"));
    }
    nodes =
        Informer.builder(client, Node.class, time)
            .transform(NodeNetwork::slim)
            .onChange(change -> queue.add(NETWORK))
            .start();
    loop.start();
    return this;
  }

  @Override
  public void close() {
    loop.close();
    nodes.close();
  }

  private Result reconcile() throws IOException, InterruptedException {
    if (!nodes.isSynced()) {
      return Result.requeueAfter(Duration.ofMillis(50));
    }
    var own = nodes.store().get(new ObjectKey("", config.node())).flatMap(RoutePlan::podCidr);
    if (own.isPresent() && config.pods().isPresent()) {
      writeConfig(config.pods().get(), own.get().toString());
    }
    var actions =
        RoutePlan.plan(RoutePlan.desired(nodes.store().all(), config.node()), routes.list());
    for (var action : actions) {
      LOG.info("route node={} action={}", config.node(), action);
    }
    routes.apply(actions);
    return Result.requeueAfter(LOOK_AGAIN);
  }

  /**
   * Writes the file and moves it into the folder, which the runtime watches, so that the runtime
   * never reads a part of it.
   */
  private void writeConfig(NetworkConfig.Pods pods, String podCidr) throws IOException {
    var wanted = CniConfig.conflist(pods.bridge(), podCidr, pods.ipamData(), pods.mtu());
    var file = pods.confDir().resolve(FILE);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), wanted)) {
      return;
    }
    Files.createDirectories(pods.confDir());
    var draft = Files.createTempFile(pods.confDir(), ".quarterdeck", ".draft");
    try {
      Files.write(draft, wanted);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
    LOG.info("network ready node={} podCIDR={}", config.node(), podCidr);
  }

  private static void set(Path sysctl) {
    try {
      if (Files.exists(sysctl) && !Files.readString(sysctl).strip().equals("1")) {
        Files.writeString(sysctl, "1");
      }
    } catch (IOException e) {
      LOG.warn("sysctl not set path={} error=\"{}\"", sysctl, e.getMessage());
    }
  }

  /** Removes all but the CIDRs and addresses, so that heartbeats change nothing. */
  private static Node slim(Node node) {
    node.getMetadata().setAnnotations(null);
    node.getMetadata().setLabels(null);
    Optional.ofNullable(node.getStatus())
        .ifPresent(
            status -> {
              status.setConditions(List.of());
              status.setImages(List.of());
              status.setNodeInfo(null);
            });
    return node;
  }
}
