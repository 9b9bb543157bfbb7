package dev.quarterdeck.controllers.clusterdns;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Queues the Service that nodes answer DNS for, when it, its slices or the nodes change. */
public final class ClusterDnsController extends QueueController<ObjectKey> {

  private final SharedInformer<Service> services;

  public ClusterDnsController(ControllerContext context) {
    super(context, "cluster_dns", 1, new ClusterDnsReconciler(context));
    services = context.informer(InformerSpecs.SERVICES);
    services.onChange(this::serviceChanged);
    context.informer(InformerSpecs.NODES).onChange(this::nodeChanged);
    context.informer(InformerSpecs.ENDPOINT_SLICES).onChange(this::sliceChanged);
  }

  private void serviceChanged(Change<Service> change) {
    var before =
        change instanceof Change.Updated<Service>(var old, var _) && ClusterDnsPlan.isAgents(old);
    if (before || ClusterDnsPlan.isAgents(change.object())) {
      queue.add(ObjectKey.of(change.object()));
    }
  }

  private void nodeChanged(Change<Node> change) {
    if (change instanceof Change.Updated<Node>(var before, var after)
        && Visible.of(before).equals(Visible.of(after))) {
      return;
    }
    services.store().all().stream()
        .filter(ClusterDnsPlan::isAgents)
        .forEach(service -> queue.add(ObjectKey.of(service)));
  }

  /** All of a node that shows in a slice; it says much else, every few seconds. */
  private record Visible(
      Map<String, String> labels, boolean ready, boolean going, List<?> addresses) {
    static Visible of(Node node) {
      var metadata = node.getMetadata();
      return new Visible(
          Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
          NodeFacts.isReady(node),
          metadata.getDeletionTimestamp() != null,
          node.getStatus() == null ? List.of() : node.getStatus().getAddresses());
    }
  }

  private void sliceChanged(Change<EndpointSlice> change) {
    var labels = change.object().getMetadata().getLabels();
    var name = labels == null ? null : labels.get(ClusterDnsPlan.SERVICE_NAME);
    if (name == null) {
      return;
    }
    var key = new ObjectKey(change.object().getMetadata().getNamespace(), name);
    services.store().get(key).filter(ClusterDnsPlan::isAgents).ifPresent(service -> queue.add(key));
  }
}
