package dev.quarterdeck.controllers.nodelifecycle;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the conditions of nodes that send no heartbeat to Unknown, and queues nodes whose taints may
 * have to change.
 */
public final class NodeLifecycleController extends QueueController<ObjectKey> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLifecycleController.class);
  private static final String LEASES = "kube-node-lease";

  /**
   * The times, as kube-controller-manager's flags.
   *
   * @param monitorPeriod how often nodes are looked at
   * @param grace how long a node may be silent before it counts as unreachable
   * @param startupGrace the same for a node that has never posted a status
   * @param evictionsPerSecond how many nodes per second may be given up in a healthy zone
   */
  public record Times(
      Duration monitorPeriod, Duration grace, Duration startupGrace, double evictionsPerSecond) {

    /** Kubernetes 1.36's defaults. */
    public static final Times DEFAULT =
        new Times(Duration.ofSeconds(5), Duration.ofSeconds(50), Duration.ofSeconds(60), 0.1);

    ZonePlan.Limits limits() {
      var usual = ZonePlan.Limits.DEFAULT;
      return new ZonePlan.Limits(
          evictionsPerSecond, usual.secondaryRate(), usual.largeZone(), usual.unhealthyThreshold());
    }
  }

  private final Api api;
  private final Time time;
  private final SharedInformer<Node> nodes;
  private final SharedInformer<Lease> leases;
  private final Times times;
  private final EventRecorder events;
  private final NodeReconciler reconciler;
  private final Ticker monitor;
  private Map<String, Heartbeat> heartbeats = new HashMap<>(); // by node name; the monitor's alone

  public NodeLifecycleController(ControllerContext context, Times times) {
    var events = context.recorder("node-controller");
    var reconciler = new NodeReconciler(context, events);
    super(context, "node_lifecycle_controller", reconciler);
    this.times = times;
    this.events = events;
    this.reconciler = reconciler;
    api = context.api();
    time = context.time();
    nodes = context.informer(InformerSpecs.NODES);
    leases = context.informer(InformerSpecs.NODE_LEASES);
    monitor = new Ticker("node-monitor", times.monitorPeriod(), time, this::monitor);
    nodes.onChange(this::nodeChanged);
    context.informer(InformerSpecs.PODS).onChange(this::podChanged);
  }

  @Override
  public void start() {
    monitor.start();
    super.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return monitor.failure().or(super::failure);
  }

  @Override
  public void close() {
    monitor.close();
    super.close();
  }

  private void nodeChanged(Change<Node> change) {
    var node = change.object();
    var name = node.getMetadata().getName();
    switch (change) {
      case Change.Added<Node> _ -> {
        report(node, "RegisteredNode", "Node %s event: Registered Node %1$s in Controller");
        if (NodeFacts.status(node, "Ready").isPresent() && !NodeFacts.isReady(node)) {
          reconciler.markPods(name);
        }
      }
      case Change.Updated<Node>(var before, var after) -> {
        if (NodeFacts.isReady(before) && !NodeFacts.isReady(after)) {
          LOG.info("node is not ready node={}", name);
          report(node, "NodeNotReady", "Node %s status is now: NodeNotReady");
          reconciler.markPods(name);
        }
      }
      case Change.Deleted<Node> _ ->
          report(node, "RemovingNode", "Node %s event: Removing Node %1$s from Controller");
    }
    queue.add(new ObjectKey("", name));
  }

  /** A pod's Ready condition may be written after its node was found unreachable. */
  private void podChanged(Change<Pod> change) {
    var pod = change.object();
    if (change instanceof Change.Deleted || !PodFacts.isReady(pod) || !PodFacts.isScheduled(pod)) {
      return;
    }
    var key = new ObjectKey("", pod.getSpec().getNodeName());
    var node = nodes.store().get(key);
    if (node.flatMap(n -> NodeFacts.status(n, "Ready")).filter("Unknown"::equals).isPresent()) {
      reconciler.markPods(key.name());
      queue.add(key);
    }
  }

  private void report(Node node, String reason, String text) {
    events.record(node, "Normal", reason, text.formatted(node.getMetadata().getName()));
  }

  /** Checks the health of all nodes. */
  private void monitor() throws InterruptedException {
    var all = List.copyOf(nodes.store().all());
    var seen = new HashMap<String, Heartbeat>();
    for (var node : all) {
      var name = node.getMetadata().getName();
      var lease = leases.store().get(new ObjectKey(LEASES, name));
      var before = Optional.ofNullable(heartbeats.get(name));
      var heartbeat = Heartbeat.observe(before, node, lease, time.instant());
      seen.put(name, heartbeat);
      if (!check(node, heartbeat)) {
        // The server cannot be reached, nor can the nodes reach it: their grace begins anew.
        heartbeats = new HashMap<>();
        return;
      }
    }
    heartbeats = seen;
    if (reconciler.setRates(ZonePlan.next(all, times.limits()))) {
      all.forEach(node -> queue.add(ObjectKey.of(node)));
    }
  }

  /** False when the server could not be reached. */
  private boolean check(Node node, Heartbeat heartbeat) throws InterruptedException {
    var conditions =
        NodeHealthPlan.next(node, heartbeat, time.instant(), times.grace(), times.startupGrace());
    if (conditions.isEmpty()) {
      return true;
    }
    LOG.warn("node is silent node={} since={}", node.getMetadata().getName(), heartbeat.at());
    return write(node, conditions.get());
  }

  private boolean write(Node node, List<NodeCondition> conditions) throws InterruptedException {
    var patch = Patches.toVersion(node);
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    try {
      api.patch(WrittenResources.NODES, ObjectKey.of(node), "status", patch);
    } catch (KubernetesClientException e) {
      // A conflict means that the node has been written meanwhile; the next check decides again.
      if (e.getCode() != 409 && !ApiErrors.isNotFound(e)) {
        LOG.warn(
            "node status not written node={} error=\"{}\"",
            node.getMetadata().getName(),
            e.getMessage());
      }
      return !ApiErrors.isOutage(e);
    }
    return true;
  }
}
