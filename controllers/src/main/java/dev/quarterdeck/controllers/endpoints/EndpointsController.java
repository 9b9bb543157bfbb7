package dev.quarterdeck.controllers.endpoints;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.endpointslice.SelectingServices;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Endpoints;
import java.time.Duration;

/**
 * Queues services that change, or whose pods or Endpoints change. Nothing here reads Endpoints any
 * more; other programs do.
 */
public final class EndpointsController extends QueueController<ObjectKey> {

  /**
   * @param batchPeriod how long to gather pod changes before Endpoints are written; zero writes at
   *     once
   */
  public EndpointsController(ControllerContext context, Duration batchPeriod) {
    super(context, "endpoint", new EndpointsReconciler(context));
    var services = context.informer(InformerSpecs.SERVICES);
    services.onChange(change -> queue.add(ObjectKey.of(change.object())));
    var selecting =
        new SelectingServices(services, service -> queue.addAfter(service, batchPeriod));
    context.informer(InformerSpecs.PODS).onChange(selecting::podChanged);
    context.informer(InformerSpecs.ENDPOINTS).onChange(this::endpointsChanged);
  }

  /** Somebody else's Endpoints may be there without a service, and are left alone. */
  private void endpointsChanged(Change<Endpoints> change) {
    if (change instanceof Change.Deleted || isOurs(change.object())) {
      queue.add(ObjectKey.of(change.object()));
    }
  }

  static boolean isOurs(Endpoints endpoints) {
    var labels = endpoints.getMetadata().getLabels();
    return labels != null && EndpointsPlan.MANAGER.equals(labels.get(EndpointsPlan.MANAGED_BY));
  }
}
