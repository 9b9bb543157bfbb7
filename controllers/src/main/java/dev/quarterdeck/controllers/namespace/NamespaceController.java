package dev.quarterdeck.controllers.namespace;

import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.Workshop;

/** Turns news of namespaces that are being deleted into their names. */
public final class NamespaceController extends QueueController<String> {

  public NamespaceController(Workshop workshop) {
    super("namespace", workshop, new NamespaceReconciler(workshop));
    workshop
        .mirrors()
        .namespaces
        .onChange(
            change -> {
              if (NamespacePlan.isDue(change.object())) {
                queue.add(change.object().getMetadata().getName());
              }
            });
  }
}
