package dev.quarterdeck.agent.register;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.agent.evict.NodePressure;
import dev.quarterdeck.agent.health.RuntimeMonitor;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.Image;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the node and keeps the status of its Node and its Lease up to date. */
public final class NodeRegistrar implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistrar.class);
  private static final Duration RETRY = Duration.ofMillis(250);
  // An agent that has just started waits for the runtime before it reports the node as not ready.
  private static final Duration FIRST_CHECK_LIMIT = Duration.ofSeconds(30);

  /** The maximum number of images in the node's status. */
  public static final int MAX_IMAGES = 50;

  private final KubernetesClient client;
  private final RuntimeMonitor monitor;
  private final EventRecorder events;
  private final NodeSpec spec;
  private final NodePlan plan;
  private final Path root;
  private final Time time;
  private final NodeLease lease;
  private final Background thread;
  private final Outage outage =
      new Outage(LOG, "node status not written", "node status written again");
  private volatile String uid = "";
  private volatile Node node;
  private volatile Map<String, Quantity> allocatable = Map.of();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private boolean leaseStarted;
  private Instant written = Instant.EPOCH;

  /**
   * @param root a folder on the file system that pods use
   */
  public NodeRegistrar(
      KubernetesClient client,
      RuntimeMonitor monitor,
      EventRecorder events,
      NodeSpec spec,
      Path root,
      Time time) {
    this.client = client;
    this.monitor = monitor;
    this.events = events;
    this.spec = spec;
    this.plan = new NodePlan(spec);
    this.root = root;
    this.time = time;
    lease = new NodeLease(client, spec, () -> uid, time);
    thread = new Background("node-status", time, this::run);
  }

  /** Starts to register the node and to update its status. */
  public void start() {
    thread.start();
  }

  /** The node's allocatable resources; empty before it has registered. */
  public Map<String, Quantity> allocatable() {
    return allocatable;
  }

  /** Makes the registrar compute the node's status now. */
  public void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() throws InterruptedException {
    var startedAt = time.instant();
    while (true) {
      awaitNext(tick(startedAt));
    }
  }

  private void awaitNext(Duration limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!wake) {
        time.await(lock, woken, limit);
      }
      wake = false;
    } finally {
      lock.unlock();
    }
  }

  /** Updates the node's status; returns the time until the next update. */
  private Duration tick(Instant startedAt) {
    try {
      var facts = facts();
      var now = time.instant();
      // Read again, since controllers write it too: the agent replaces the status Unknown.
      node = node == null ? null : client.nodes().withName(spec.name()).get();
      if (node == null) {
        node = registered(facts, now);
      }
      followPodCidr();
      var status = plan.status(node.getStatus(), facts, now);
      allocatable = status.getAllocatable();
      if (!facts.health().known() && now.isBefore(startedAt.plus(FIRST_CHECK_LIMIT))) {
        return RETRY;
      }
      writeIfDue(status, now);
      outage.over();
      return untilNext(now);
    } catch (KubernetesClientException e) {
      outage.failed(e);
    } catch (RuntimeException e) {
      LOG.error("node status not written node={}", spec.name(), e);
    }
    return RETRY;
  }

  private Duration untilNext(Instant now) {
    return monitor
        .worseAt()
        .map(at -> Duration.between(now, at))
        .filter(until -> until.compareTo(spec.statusPeriod()) < 0)
        .orElse(spec.statusPeriod());
  }

  private void writeIfDue(NodeStatus status, Instant now) {
    var due = now.isAfter(written.plus(spec.statusReport()));
    if (due || NodePlan.differ(known(), status)) {
      var before = node.getStatus();
      node = write(status);
      written = now;
      NodeEvents.between(spec.name(), before, status).forEach(this::record);
    }
  }

  /**
   * Records an event. As in the kubelet's events the node's UID is its name, by which kubectl finds
   * them.
   */
  private void record(NodeEvents.NodeEvent event) {
    var about =
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(spec.name())
            .withUid(spec.name())
            .build();
    events.record(
        about,
        event.warning() ? EventRecorder.WARNING : EventRecorder.NORMAL,
        event.reason(),
        event.message());
  }

  private Node registered(NodePlan.Facts facts, Instant now) {
    var fresh = register(facts, now);
    uid = fresh.getMetadata().getUid();
    if (!leaseStarted) {
      leaseStarted = true;
      lease.start();
      NodeEvents.atStart(spec.name(), plan.status(fresh.getStatus(), facts, now))
          .forEach(this::record);
    }
    LOG.info("node registered node={} uid={}", spec.name(), uid);
    return fresh;
  }

  /** The part of the node's status that the agent owns, as last received from the API server. */
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
    return new NodePlan.Facts(host, monitor.health(), pressure, monitor.version(), imageList());
  }

  private List<ContainerImage> imageList() {
    return monitor.images().stream()
        .sorted(Comparator.comparingLong(Image::getSize).reversed())
        .limit(MAX_IMAGES)
        .map(NodeRegistrar::image)
        .toList();
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

  private void followPodCidr() {
    var given = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    if (given != null && !given.isEmpty()) {
      monitor.setPodCidr(given);
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
