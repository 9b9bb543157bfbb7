package dev.quarterdeck.controllers.endpointslice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.endpointslice.EndpointSlicePlan.Action;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.Expectations;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a service's endpoint slices match its pods. */
final class EndpointSliceReconciler implements Reconciler<ObjectKey> {

  private final Api api;
  private final SharedInformer<Service> services;
  private final SharedInformer<Pod> pods;
  private final SharedInformer<EndpointSlice> slices;
  private final SharedInformer<Node> nodes;
  private final Expectations expectations;
  private final EventRecorder events;

  EndpointSliceReconciler(ControllerContext context, Expectations expectations) {
    this.expectations = expectations;
    api = context.api();
    services = context.informer(InformerSpecs.SERVICES);
    pods = context.informer(InformerSpecs.PODS);
    slices = context.informer(InformerSpecs.ENDPOINT_SLICES);
    nodes = context.informer(InformerSpecs.NODES);
    events = context.recorder("endpoint-slice-controller");
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var found = services.store().get(key);
    if (found.isEmpty()) {
      // The garbage collector deletes its slices.
      expectations.forget(key);
      return Result.done();
    }
    var service = found.get();
    if (!SelectingServices.hasSelector(service)
        || "ExternalName".equals(service.getSpec().getType())
        || service.getMetadata().getDeletionTimestamp() != null
        || !expectations.areMet(key)) {
      return Result.done(); // A slice we made is still to come, and brings us here again.
    }
    var selected = SelectingServices.selected(service, pods);
    var actions = EndpointSlicePlan.next(service, selected, zones(selected), slices(key));
    var creations = actions.stream().filter(Action.Create.class::isInstance).count();
    expectations.expectCreations(key, Math.toIntExact(creations));
    var made = 0;
    try {
      for (var action : actions) {
        made += apply(service, action) ? 1 : 0;
      }
    } finally {
      expectations.creationsGone(key, Math.toIntExact(creations) - made);
    }
    return Result.done();
  }

  private Map<String, String> zones(List<Pod> selected) {
    var zones = new HashMap<String, String>();
    selected.stream()
        .map(pod -> pod.getSpec().getNodeName())
        .filter(Objects::nonNull)
        .distinct()
        .forEach(
            name ->
                nodes
                    .store()
                    .get(new ObjectKey("", name))
                    .map(EndpointSliceController::zone)
                    .ifPresent(zone -> zones.put(name, zone)));
    return zones;
  }

  private List<EndpointSlice> slices(ObjectKey service) {
    return slices.store().byIndex(InformerSpecs.SERVICE_INDEX, service.toString()).stream()
        .filter(EndpointSliceController::isOurs)
        .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Whether a slice was created. */
  private boolean apply(Service service, Action action) throws InterruptedException {
    try {
      switch (action) {
        case Action.Create(var slice) ->
            api.create(WrittenResources.ENDPOINT_SLICES, slice.getMetadata().getNamespace(), slice);
        case Action.Update(var before, var after) -> update(before, after);
        case Action.Delete(var slice) -> delete(slice);
      }
      return action instanceof Action.Create;
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNamespaceTerminating(e)) {
        return false;
      }
      if (e.getCode() != 409) {
        events.record(
            service,
            "Warning",
            "FailedToUpdateEndpointSlices",
            "Error updating Endpoint Slices for Service %s: %s"
                .formatted(ObjectKey.of(service), e.getMessage()));
      }
      throw e;
    }
  }

  private void update(EndpointSlice before, EndpointSlice after) throws InterruptedException {
    ObjectNode patch = Patches.toVersion(before);
    Patches.field(
        patch.withObject("/metadata"),
        "labels",
        before.getMetadata().getLabels(),
        after.getMetadata().getLabels());
    patch.set("endpoints", Json.mapper().valueToTree(after.getEndpoints()));
    patch.set("ports", Json.mapper().valueToTree(after.getPorts()));
    api.patch(WrittenResources.ENDPOINT_SLICES, ObjectKey.of(before), "", patch);
  }

  private void delete(EndpointSlice slice) throws InterruptedException {
    var deletion = Deletion.of(slice.getMetadata().getUid());
    api.delete(WrittenResources.ENDPOINT_SLICES, ObjectKey.of(slice), deletion);
  }
}
