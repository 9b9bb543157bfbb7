package dev.quarterdeck.agent.register;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.agent.evict.NodePressure;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriImages;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.Image;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the node and keeps its status and lease up to date. */
public final class NodeRegistrar implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistrar.class);
  private static final Duration WHILE_UNREADY = Duration.ofMillis(250);
  // The kubelet, too, calls a runtime down only after it was silent for so long.
  private static final Duration RUNTIME_SILENCE = Duration.ofSeconds(30);
  private static final int MOST_IMAGES = 50;

  private final KubernetesClient client;
  private final CriRuntime runtime;
  private final CriImages images;
  private final NodeSpec spec;
  private final NodePlan plan;
  private final Path root;
  private final Time time;
  private final NodeLease lease;
  private final Background thread;
  private final Outage outage = new Outage(LOG, "node status not written");
  private volatile String uid = "";
  private volatile Node node;
  private volatile Map<String, Quantity> allocatable = Map.of();
  private volatile String ailment = "";
  private boolean leaseStarted;
  private String runtimeVersion = "";
  private String podCidr = "";
  private Instant written = Instant.EPOCH;
  private Instant healthyAt = Instant.EPOCH;

  /**
   * @param root a folder on the file system pods use
   */
  public NodeRegistrar(
      KubernetesClient client,
      CriRuntime runtime,
      CriImages images,
      NodeSpec spec,
      Path root,
      Time time) {
    this.client = client;
    this.runtime = runtime;
    this.images = images;
    this.spec = spec;
    this.plan = new NodePlan(spec);
    this.root = root;
    this.time = time;
    lease = new NodeLease(client, spec, () -> uid, time);
    thread = new Background("node-status", time, this::run);
  }

  /** The host's memory in bytes. */
  public static long memory(Path root) {
    return HostFacts.read(root).memory();
  }

  public void start() {
    thread.start();
  }

  /** What pods may use of the node; empty before it registered. */
  public Map<String, Quantity> allocatable() {
    return allocatable;
  }

  /** Why the node is not ready, as last seen; empty while it is. */
  public Optional<String> ailment() {
    return Optional.of(ailment).filter(why -> !why.isEmpty());
  }

  private void run() throws InterruptedException {
    while (true) {
      time.sleep(tick() ? spec.statusPeriod() : WHILE_UNREADY);
    }
  }

  /** Brings the status up to date; true when the node is ready and known to be. */
  private boolean tick() {
    try {
      var facts = facts();
      var now = time.instant();
      // Others write here too: a node called unreachable says itself that it is not.
      node = node == null ? null : client.nodes().withName(spec.name()).get();
      if (node == null) {
        node = registered(facts, now);
      }
      followPodCidr();
      var status = plan.status(node.getStatus(), facts, now);
      allocatable = status.getAllocatable();
      var due = now.isAfter(written.plus(spec.statusReport()));
      if (due || NodePlan.differ(known(), status)) {
        node = write(status);
        written = now;
      }
      outage.over();
      return facts.health().ready();
    } catch (KubernetesClientException e) {
      outage.failed(e);
      return false;
    } catch (CriFault.Interrupted stopped) {
      return false; // So is the thread, which sleeps no more.
    } catch (RuntimeException e) {
      LOG.error("node status not written node={}", spec.name(), e);
      return false;
    }
  }

  private Node registered(NodePlan.Facts facts, Instant now) {
    var fresh = register(facts, now);
    uid = fresh.getMetadata().getUid();
    if (!leaseStarted) {
      leaseStarted = true;
      lease.start();
    }
    LOG.info("node registered node={} uid={}", spec.name(), uid);
    return fresh;
  }

  /** The part of the node's status that is written here, as last answered by the server. */
  private NodeStatus known() {
    var known = node.getStatus();
    var own = new NodeStatus();
    own.setCapacity(known.getCapacity());
    own.setAllocatable(known.getAllocatable());
    own.setAddresses(known.getAddresses());
    own.setDaemonEndpoints(known.getDaemonEndpoints());
    own.setNodeInfo(known.getNodeInfo());
    own.setImages(known.getImages());
    own.setConditions(
        known.getConditions().stream()
            .filter(c -> NodePlan.CONDITIONS.contains(c.getType()))
            .toList());
    return own;
  }

  private NodePlan.Facts facts() {
    var host = HostFacts.read(root);
    var pressure =
        NodePressure.of(
            host.memoryAvailable(),
            host.diskFree(),
            host.disk(),
            host.processes(),
            host.processLimit());
    return new NodePlan.Facts(host, health(), pressure, runtimeVersion(), imageList());
  }

  private RuntimeHealth health() {
    var now = time.instant();
    var health = RuntimeHealth.ask(runtime);
    ailment = health.trouble();
    if (health.ready()) {
      healthyAt = now;
      return health;
    }
    var silentFor = Duration.between(healthyAt, now);
    return health.down() && silentFor.compareTo(RUNTIME_SILENCE) < 0
        ? new RuntimeHealth("")
        : health;
  }

  private String runtimeVersion() {
    try {
      var version = runtime.version();
      runtimeVersion = version.getRuntimeName() + "://" + version.getRuntimeVersion();
    } catch (CriFault.Interrupted interrupted) {
      throw interrupted;
    } catch (CriFault fault) {
      LOG.debug("runtime version unknown error=\"{}\"", fault.getMessage());
    }
    return runtimeVersion;
  }

  private List<ContainerImage> imageList() {
    try {
      return images.listImages().stream()
          .sorted(Comparator.comparingLong(Image::getSize).reversed())
          .limit(MOST_IMAGES)
          .map(NodeRegistrar::image)
          .toList();
    } catch (CriFault.Interrupted interrupted) {
      throw interrupted;
    } catch (CriFault fault) {
      return node == null ? List.of() : node.getStatus().getImages();
    }
  }

  private static ContainerImage image(Image image) {
    var names = new ArrayList<>(image.getRepoDigestsList());
    names.addAll(image.getRepoTagsList());
    return new ContainerImage(names, image.getSize());
  }

  private Node register(NodePlan.Facts facts, Instant now) {
    var existing = client.nodes().withName(spec.name()).get();
    if (existing == null) {
      return client.resource(plan.registration(facts, now)).create();
    }
    var labels = plan.labels(facts.host().architecture());
    if (existing.getMetadata().getLabels().entrySet().containsAll(labels.entrySet())) {
      return existing;
    }
    var patch = Json.object();
    var target = patch.putObject("metadata").putObject("labels");
    labels.forEach(target::put);
    return client
        .nodes()
        .withName(spec.name())
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
  }

  /** Tells the runtime its pod network; those that write their own CNI configuration need it. */
  private void followPodCidr() {
    var given = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    if (given != null && !given.isEmpty() && !given.equals(podCidr)) {
      try {
        runtime.updateRuntimeConfig(given);
        podCidr = given;
      } catch (CriFault.Interrupted interrupted) {
        throw interrupted;
      } catch (CriFault fault) {
        LOG.warn("runtime not told the pod CIDR cidr={} error=\"{}\"", given, fault.getMessage());
      }
    }
  }

  private Node write(NodeStatus status) {
    var text = Serialization.asJson(status).getBytes(StandardCharsets.UTF_8);
    ObjectNode body = Json.parseObject(text);
    if (body.path("addresses") instanceof ArrayNode addresses) {
      addresses.insertObject(0).put("$patch", "replace");
    }
    var patch = Json.object();
    patch.set("status", body);
    return client
        .nodes()
        .withName(spec.name())
        .subresource("status")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch.toString());
  }

  @Override
  public void close() {
    lease.close();
    thread.close();
  }
}
