package dev.quarterdeck.controllers.endpointslice;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Expectations;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.Objects;

/** Queues services that change, or whose pods, slices or nodes change. */
public final class EndpointSliceController extends QueueController<ObjectKey> {

  static final String ZONE = "topology.kubernetes.io/zone";

  private final SharedInformer<Service> services;
  private final Expectations expectations;

  /**
   * @param batchPeriod how long to gather pod changes before slices are written; zero writes at
   *     once
   */
  public EndpointSliceController(ControllerContext context, Duration batchPeriod) {
    var expectations = new Expectations(context.time());
    super(context, "endpoint_slice", new EndpointSliceReconciler(context, expectations));
    this.expectations = expectations;
    services = context.informer(InformerSpecs.SERVICES);
    services.onChange(change -> queue.add(ObjectKey.of(change.object())));
    var selecting =
        new SelectingServices(services, service -> queue.addAfter(service, batchPeriod));
    context.informer(InformerSpecs.PODS).onChange(selecting::podChanged);
    context.informer(InformerSpecs.ENDPOINT_SLICES).onChange(this::sliceChanged);
    context.informer(InformerSpecs.NODES).onChange(this::nodeChanged);
  }

  private void sliceChanged(Change<EndpointSlice> change) {
    var slice = change.object();
    var labels = slice.getMetadata().getLabels();
    var service = labels == null ? null : labels.get(EndpointSlicePlan.SERVICE_NAME);
    if (service == null || !isOurs(slice)) {
      return;
    }
    var key = new ObjectKey(slice.getMetadata().getNamespace(), service);
    if (change instanceof Change.Added) {
      expectations.creationSeen(key);
    }
    queue.add(key);
  }

  static boolean isOurs(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    return labels != null
        && EndpointSlicePlan.MANAGER.equals(labels.get(EndpointSlicePlan.MANAGED_BY));
  }

  private void nodeChanged(Change<Node> change) {
    if (change instanceof Change.Updated<Node>(var before, var after)
        && Objects.equals(zone(before), zone(after))) {
      return;
    }
    if (zone(change.object()) != null) {
      services.store().all().forEach(s -> queue.add(ObjectKey.of(s)));
    }
  }

  static String zone(Node node) {
    var labels = node.getMetadata().getLabels();
    return labels == null ? null : labels.get(ZONE);
  }
}
