package dev.quarterdeck.controllers.clusterdns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.clusterdns.ClusterDnsPlan.Action;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

/** Keeps the nodes that answer DNS in the slices of the Service they answer for. */
final class ClusterDnsReconciler implements Reconciler<ObjectKey> {

  private final Api api;
  private final SharedInformer<Service> services;
  private final SharedInformer<EndpointSlice> slices;
  private final SharedInformer<Node> nodes;

  ClusterDnsReconciler(ControllerContext context) {
    api = context.api();
    services = context.informer(InformerSpecs.SERVICES);
    slices = context.informer(InformerSpecs.ENDPOINT_SLICES);
    nodes = context.informer(InformerSpecs.NODES);
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var service = services.store().get(key);
    // The garbage collector deletes the slices of a Service that is gone.
    if (service.isEmpty() || service.get().getMetadata().getDeletionTimestamp() != null) {
      return Result.done();
    }
    var present = slices.store().byIndex(InformerSpecs.SERVICE_INDEX, key.toString());
    for (var action : ClusterDnsPlan.next(service.get(), nodes.store().all(), present)) {
      apply(action);
    }
    return Result.done();
  }

  private void apply(Action action) throws InterruptedException {
    switch (action) {
      // One that is there and not yet seen brings us here again.
      case Action.Create(var slice) -> api.createIfAbsent(WrittenResources.ENDPOINT_SLICES, slice);
      case Action.Update(var before, var after) -> {
        ObjectNode patch = Patches.toVersion(before);
        patch.set("endpoints", Json.mapper().valueToTree(after.getEndpoints()));
        patch.set("ports", Json.mapper().valueToTree(after.getPorts()));
        api.patch(WrittenResources.ENDPOINT_SLICES, ObjectKey.of(before), "", patch);
      }
      case Action.Delete(var slice) ->
          api.delete(
              WrittenResources.ENDPOINT_SLICES,
              ObjectKey.of(slice),
              Deletion.of(slice.getMetadata().getUid()));
    }
  }
}
