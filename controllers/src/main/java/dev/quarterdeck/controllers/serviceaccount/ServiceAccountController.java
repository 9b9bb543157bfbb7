package dev.quarterdeck.controllers.serviceaccount;

import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;

/** Queues namespaces that change or whose {@code default} service account changes. */
public final class ServiceAccountController extends QueueController<String> {

  public ServiceAccountController(ControllerContext context) {
    super(context, "serviceaccount", new ServiceAccountReconciler(context));
    context
        .informer(InformerSpecs.NAMESPACES)
        .onChange(change -> queue.add(change.object().getMetadata().getName()));
    context
        .informer(InformerSpecs.DEFAULT_SERVICE_ACCOUNTS)
        .onChange(change -> queue.add(change.object().getMetadata().getNamespace()));
  }
}
