package dev.quarterdeck.controllers.endpoints;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.endpointslice.SelectingServices;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Makes a service's Endpoints match its pods. */
final class EndpointsReconciler implements Reconciler<ObjectKey> {

  private final Api api;
  private final SharedInformer<Service> services;
  private final SharedInformer<Pod> pods;
  private final SharedInformer<Endpoints> endpoints;
  private final EventRecorder events;

  EndpointsReconciler(ControllerContext context) {
    api = context.api();
    services = context.informer(InformerSpecs.SERVICES);
    pods = context.informer(InformerSpecs.PODS);
    endpoints = context.informer(InformerSpecs.ENDPOINTS);
    events = context.recorder("endpoint-controller");
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var present = endpoints.store().get(key);
    var found = services.store().get(key);
    if (found.isEmpty()) {
      if (present.isPresent()) {
        var deletion = Deletion.of(present.get().getMetadata().getUid());
        api.delete(WrittenResources.ENDPOINTS, key, deletion);
      }
      return Result.done();
    }
    var service = found.get();
    if (!SelectingServices.hasSelector(service)
        || "ExternalName".equals(service.getSpec().getType())) {
      return Result.done();
    }
    var wanted = EndpointsPlan.next(service, SelectingServices.selected(service, pods), present);
    if (wanted.isPresent()) {
      write(service, present, wanted.get());
    }
    return Result.done();
  }

  private void write(Service service, Optional<Endpoints> present, Endpoints wanted)
      throws InterruptedException {
    try {
      if (present.isEmpty()) {
        api.create(WrittenResources.ENDPOINTS, service.getMetadata().getNamespace(), wanted);
      } else {
        update(present.get(), wanted);
      }
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNamespaceTerminating(e)) {
        return;
      }
      if (e.getCode() != 409) {
        tell(wanted, present.isEmpty(), e);
      }
      throw e;
    }
  }

  private void update(Endpoints before, Endpoints after) throws InterruptedException {
    var patch = Patches.toVersion(before);
    var metadata = patch.withObject("/metadata");
    var old = before.getMetadata();
    Patches.field(metadata, "labels", old.getLabels(), after.getMetadata().getLabels());
    Patches.field(
        metadata, "annotations", old.getAnnotations(), after.getMetadata().getAnnotations());
    patch.set("subsets", Json.mapper().valueToTree(after.getSubsets()));
    api.patch(WrittenResources.ENDPOINTS, ObjectKey.of(before), "", patch);
  }

  private void tell(Endpoints endpoints, boolean creating, KubernetesClientException why) {
    var key = ObjectKey.of(endpoints);
    var reason = creating ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint";
    var what = creating ? "create endpoint for service" : "update endpoint";
    events.record(
        endpoints, "Warning", reason, "Failed to %s %s: %s".formatted(what, key, why.getMessage()));
  }
}
