package dev.quarterdeck.controllers.rootca;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.rootca.RootCaPlan.Decision;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;

/** Keeps the API server's certificate authority in every namespace, in {@code kube-root-ca.crt}. */
final class RootCaReconciler implements Reconciler<String> {

  private final Api api;
  private final SharedInformer<Namespace> namespaces;
  private final SharedInformer<ConfigMap> configMaps;
  private final String caPem;

  RootCaReconciler(ControllerContext context, String caPem) {
    this.caPem = caPem;
    api = context.api();
    namespaces = context.informer(InformerSpecs.NAMESPACES);
    configMaps = context.informer(InformerSpecs.ROOT_CA_CONFIG_MAPS);
  }

  @Override
  public Result reconcile(String name) throws InterruptedException {
    var namespace = namespaces.store().get(new ObjectKey("", name));
    if (namespace.isPresent()) {
      var configMap = configMaps.store().get(new ObjectKey(name, RootCaPlan.CONFIG_MAP));
      apply(RootCaPlan.next(namespace.get(), configMap, caPem));
    }
    return Result.done();
  }

  private void apply(Decision decision) throws InterruptedException {
    switch (decision) {
      case Decision.Keep() -> {}
      case Decision.Create(var configMap) ->
          api.createIfAbsent(WrittenResources.CONFIG_MAPS, configMap);
      case Decision.Restore(var present, var data) -> restore(present, data);
    }
  }

  private void restore(ConfigMap present, Map<String, String> data) throws InterruptedException {
    var patch = Patches.toVersion(present);
    patch.set("data", Json.mapper().valueToTree(data));
    api.patch(WrittenResources.CONFIG_MAPS, ObjectKey.of(present), "", patch);
  }
}
