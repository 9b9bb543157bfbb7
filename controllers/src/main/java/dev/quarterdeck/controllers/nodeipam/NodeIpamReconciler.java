package dev.quarterdeck.controllers.nodeipam;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.nodeipam.PodCidrPlan.Decision;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Assigns pod CIDRs to a node. For one worker only: two would choose the same ones. */
final class NodeIpamReconciler implements Reconciler<ObjectKey> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeIpamReconciler.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final Api api;
  private final SharedInformer<Node> nodes;
  private final EventRecorder events;
  private final List<CidrRange> ranges;
  private final Map<String, List<String>> pending = new ConcurrentHashMap<>();

  NodeIpamReconciler(ControllerContext context, List<CidrRange> ranges) {
    this.ranges = ranges;
    api = context.api();
    nodes = context.informer(InformerSpecs.NODES);
    events = context.recorder("cidrAllocator");
  }

  /** The node has been seen with its CIDRs, or is gone: no assignment is pending any more. */
  void settled(String node) {
    pending.remove(node);
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var node = nodes.store().get(key);
    if (node.isEmpty()) {
      return Result.done();
    }
    return switch (PodCidrPlan.next(node.get(), nodes.store().all(), pending, ranges)) {
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
    api.patch(WrittenResources.NODES, ObjectKey.of(node), "", patch);
    LOG.info("assign pod CIDR node={} cidrs={}", name, chosen);
    return Result.done();
  }
}
