package dev.quarterdeck.controllers.rootca;

import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;

/** Queues namespaces that change or whose {@code kube-root-ca.crt} changes. */
public final class RootCaPublisher extends QueueController<String> {

  /**
   * @param caPem the certificate authority by which pods trust the API server
   */
  public RootCaPublisher(ControllerContext context, String caPem) {
    super(context, "root_ca_cert_publisher", new RootCaReconciler(context, caPem));
    context
        .informer(InformerSpecs.NAMESPACES)
        .onChange(change -> queue.add(change.object().getMetadata().getName()));
    context
        .informer(InformerSpecs.ROOT_CA_CONFIG_MAPS)
        .onChange(change -> queue.add(change.object().getMetadata().getNamespace()));
  }
}
