package dev.quarterdeck.controllers.nodeipam;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.net.Cidr;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;

/** Queues nodes that have no pod CIDR. */
public final class NodeIpamController extends QueueController<ObjectKey> {

  private final NodeIpamReconciler reconciler;

  /**
   * @param clusterCidrs the pod network, one range per address family
   * @param ipv4Mask prefix length of a node's IPv4 range, usually 24
   * @param ipv6Mask prefix length of a node's IPv6 range, usually 64
   */
  public NodeIpamController(
      ControllerContext context, List<String> clusterCidrs, int ipv4Mask, int ipv6Mask) {
    var ranges =
        clusterCidrs.stream()
            .map(Cidr::parse)
            .map(cidr -> new CidrRange(cidr, cidr.isIpv4() ? ipv4Mask : ipv6Mask))
            .toList();
    var reconciler = new NodeIpamReconciler(context, ranges);
    super(context, "node_ipam", 1, reconciler);
    this.reconciler = reconciler;
    context.informer(InformerSpecs.NODES).onChange(this::nodeChanged);
  }

  private void nodeChanged(Change<Node> change) {
    var name = change.object().getMetadata().getName();
    switch (change) {
      case Change.Deleted<Node> _ -> reconciler.settled(name);
      case Change.Added<Node>(var node) -> seen(name, node);
      case Change.Updated<Node>(_, var node) -> seen(name, node);
    }
  }

  private void seen(String name, Node node) {
    if (PodCidrPlan.cidrs(node).isEmpty()) {
      queue.add(new ObjectKey("", name));
    } else {
      reconciler.settled(name);
    }
  }
}
