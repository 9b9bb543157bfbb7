package dev.quarterdeck.controllers.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Refusals;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.controllers.serviceaccount.ServiceAccountPlan.Action;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Gives a namespace its {@code default} service account and {@code kube-root-ca.crt}. */
final class ServiceAccountReconciler implements Reconciler<String> {

  private final Workshop workshop;
  private final String caPem;

  ServiceAccountReconciler(Workshop workshop, String caPem) {
    this.workshop = workshop;
    this.caPem = caPem;
  }

  @Override
  public Result reconcile(String name) throws InterruptedException {
    var mirrors = workshop.mirrors();
    var namespace = mirrors.namespaces.store().get(new ObjectKey("", name));
    if (namespace.isPresent()) {
      var account =
          mirrors.serviceAccounts.store().get(new ObjectKey(name, ServiceAccountPlan.ACCOUNT));
      var configMap =
          mirrors.rootCaConfigMaps.store().get(new ObjectKey(name, ServiceAccountPlan.CONFIG_MAP));
      for (var action : ServiceAccountPlan.next(namespace.get(), account, configMap, caPem)) {
        apply(action);
      }
    }
    return Result.done();
  }

  private void apply(Action action) throws InterruptedException {
    switch (action) {
      case Action.CreateAccount(var account) -> create(Resources.SERVICE_ACCOUNTS, account);
      case Action.CreateConfigMap(var map) -> create(Resources.CONFIG_MAPS, map);
      case Action.SetData(var present, var data) -> {
        ObjectNode patch = Patches.toVersion(present);
        patch.set("data", Json.mapper().valueToTree(data));
        workshop.api().patch(Resources.CONFIG_MAPS, ObjectKey.of(present), "", patch);
      }
    }
  }

  private void create(GroupVersionResource resource, HasMetadata object)
      throws InterruptedException {
    try {
      workshop.api().create(resource, object.getMetadata().getNamespace(), object);
    } catch (KubernetesClientException e) {
      // Somebody was faster, or the namespace is going or gone: all as good.
      if (!Refusals.isAlreadyExists(e)
          && !Refusals.isNotFound(e)
          && !Refusals.isNamespaceTerminating(e)) {
        throw e;
      }
    }
  }
}
