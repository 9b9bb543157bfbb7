package dev.quarterdeck.controllers.serviceaccount;

import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.Workshop;

/** Turns news of namespaces and of what each is to have into names of namespaces. */
public final class ServiceAccountController extends QueueController<String> {

  /**
   * @param caPem what goes into {@code kube-root-ca.crt}; empty to leave that to somebody else
   */
  public ServiceAccountController(Workshop workshop, String caPem) {
    super("serviceaccount", workshop, new ServiceAccountReconciler(workshop, caPem));
    var mirrors = workshop.mirrors();
    mirrors.namespaces.onChange(c -> queue.add(c.object().getMetadata().getName()));
    mirrors.serviceAccounts.onChange(c -> queue.add(c.object().getMetadata().getNamespace()));
    mirrors.rootCaConfigMaps.onChange(c -> queue.add(c.object().getMetadata().getNamespace()));
  }
}
