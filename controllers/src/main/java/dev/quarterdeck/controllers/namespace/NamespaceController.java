package dev.quarterdeck.controllers.namespace;

import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;

/** Queues namespaces that are being deleted. */
public final class NamespaceController extends QueueController<String> {

  public NamespaceController(ControllerContext context) {
    super(context, "namespace", new NamespaceReconciler(context));
    context
        .informer(InformerSpecs.NAMESPACES)
        .onChange(
            change -> {
              if (NamespacePlan.isDue(change.object())) {
                queue.add(change.object().getMetadata().getName());
              }
            });
  }
}
