package dev.quarterdeck.controllers.serviceaccount;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;

/** Gives a namespace its {@code default} service account, the identity of its pods. */
final class ServiceAccountReconciler implements Reconciler<String> {

  private final Api api;
  private final SharedInformer<Namespace> namespaces;
  private final SharedInformer<ServiceAccount> accounts;

  ServiceAccountReconciler(ControllerContext context) {
    api = context.api();
    namespaces = context.informer(InformerSpecs.NAMESPACES);
    accounts = context.informer(InformerSpecs.DEFAULT_SERVICE_ACCOUNTS);
  }

  @Override
  public Result reconcile(String name) throws InterruptedException {
    var namespace = namespaces.store().get(new ObjectKey("", name));
    if (namespace.isPresent()) {
      var present = accounts.store().get(new ObjectKey(name, ServiceAccountPlan.ACCOUNT));
      var missing = ServiceAccountPlan.next(namespace.get(), present);
      if (missing.isPresent()) {
        api.createIfAbsent(WrittenResources.SERVICE_ACCOUNTS, missing.get());
      }
    }
    return Result.done();
  }
}
