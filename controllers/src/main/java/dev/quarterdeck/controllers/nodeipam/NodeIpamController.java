package dev.quarterdeck.controllers.nodeipam;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.nodeipam.PodCidrPlan.Decision;
import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each node its part of the pod network. One worker only: two would choose the same. */
public final class NodeIpamController implements Controller {

  private static final Logger LOG = LoggerFactory.getLogger(NodeIpamController.class);
  private static final String NAME = "nodeipam";
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final Workshop workshop;
  private final EventRecorder events;
  private final List<CidrRange> ranges;
  private final Map<String, List<String>> pending = new ConcurrentHashMap<>();
  private final WorkQueue<ObjectKey> queue;
  private final ReconcileLoop<ObjectKey> loop;

  /**
   * @param clusterCidrs the pod network, one range per address family
   * @param ipv4Mask prefix length of a node's IPv4 range, usually 24
   * @param ipv6Mask prefix length of a node's IPv6 range, usually 64
   */
  public NodeIpamController(
      Workshop workshop, List<String> clusterCidrs, int ipv4Mask, int ipv6Mask) {
    this.workshop = workshop;
    this.events = workshop.recorders().apply("cidrAllocator");
    this.ranges =
        clusterCidrs.stream()
            .map(cidr -> CidrRange.of(cidr, cidr.contains(":") ? ipv6Mask : ipv4Mask))
            .toList();
    queue = new WorkQueue<>(NAME, workshop.meters());
    loop = new ReconcileLoop<>(NAME, queue, 1, this::reconcile, workshop.meters());
    workshop.mirrors().nodes.onChange(this::nodeChanged);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void nodeChanged(Change<Node> change) {
    var name = change.object().getMetadata().getName();
    switch (change) {
      case Change.Deleted<Node> _ -> pending.remove(name);
      case Change.Added<Node>(var node) -> seen(name, node);
      case Change.Updated<Node>(_, var node) -> seen(name, node);
    }
  }

  private void seen(String name, Node node) {
    if (PodCidrPlan.cidrs(node).isEmpty()) {
      queue.add(new ObjectKey("", name));
    } else {
      pending.remove(name);
    }
  }

  private Result reconcile(ObjectKey key) throws InterruptedException {
    var nodes = workshop.mirrors().nodes.store();
    var node = nodes.get(key);
    if (node.isEmpty()) {
      return Result.done();
    }
    return switch (PodCidrPlan.next(node.get(), nodes.all(), pending, ranges)) {
      case Decision.Keep() -> Result.done();
      case Decision.Assign(var cidrs) -> assign(node.get(), cidrs);
      case Decision.Exhausted(var range) -> {
        LOG.warn("no pod CIDR left node={} range={}/{}", key, range.subnet(0), range.count());
        var text = "Node %s status is now: CIDRNotAvailable".formatted(key.name());
        events.record(node.get(), "Normal", "CIDRNotAvailable", text);
        yield Result.requeueAfter(TRY_AGAIN);
      }
    };
  }

  private Result assign(Node node, List<String> cidrs) throws InterruptedException {
    var name = node.getMetadata().getName();
    // Kept until the node is seen with it: a failed answer may hide a write that happened.
    var chosen = pending.computeIfAbsent(name, _ -> cidrs);
    var patch = Patches.toUid(node);
    var spec = patch.withObject("/spec").put("podCIDR", chosen.getFirst());
    spec.set("podCIDRs", Json.mapper().valueToTree(chosen));
    workshop.api().patch(Resources.NODES, ObjectKey.of(node), "", patch);
    LOG.info("assign pod CIDR node={} cidrs={}", name, chosen);
    return Result.done();
  }
}
