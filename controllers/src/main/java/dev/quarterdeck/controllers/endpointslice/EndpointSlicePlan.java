package dev.quarterdeck.controllers.endpointslice;

import dev.quarterdeck.controllers.meta.Owners;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides the endpoint slices of a service, with as few and as small writes as possible: each slice
 * that changes is sent to every node.
 */
final class EndpointSlicePlan {

  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final String HEADLESS = "service.kubernetes.io/headless";

  /** One write. */
  sealed interface Action {
    record Create(EndpointSlice slice) implements Action {}

    /** Replace endpoints, ports and labels. */
    record Update(EndpointSlice before, EndpointSlice after) implements Action {}

    record Delete(EndpointSlice slice) implements Action {}
  }

  private final Service service;
  private final Map<String, String> labels;

  private EndpointSlicePlan(Service service) {
    this.service = service;
    this.labels = labels(service);
  }

  /**
   * Plans for a service with a selector.
   *
   * @param pods those the selector matches
   * @param zones zone by node name
   * @param existing the service's slices that this controller manages
   */
  static List<Action> next(
      Service service,
      Collection<Pod> pods,
      Map<String, String> zones,
      Collection<EndpointSlice> existing) {
    var plan = new EndpointSlicePlan(service);
    var source = new PodEndpoints(service, zones);
    var types = AddressType.of(service);
    var actions = new ArrayList<Action>();
    var byType = new HashMap<String, List<EndpointSlice>>();
    for (var slice : existing) {
      byType.computeIfAbsent(slice.getAddressType(), _ -> new ArrayList<>()).add(slice);
    }
    for (var type : types) {
      var present = byType.remove(type.wireName());
      var wanted = wanted(source, pods, type);
      actions.addAll(plan.forType(type, wanted, present == null ? List.of() : present));
    }
    byType.values().forEach(slices -> slices.forEach(s -> actions.add(new Action.Delete(s))));
    return actions;
  }

  /** Endpoints by the ports they serve on; those may differ where a target port is a name. */
  private static Map<List<EndpointPort>, List<Endpoint>> wanted(
      PodEndpoints source, Collection<Pod> pods, AddressType type) {
    var wanted = new LinkedHashMap<List<EndpointPort>, List<Endpoint>>();
    for (var pod : pods) {
      PodEndpoints.address(pod, type)
          .ifPresent(
              address ->
                  wanted
                      .computeIfAbsent(source.ports(pod), _ -> new ArrayList<>())
                      .add(source.endpoint(pod, address)));
    }
    return wanted;
  }

  private List<Action> forType(
      AddressType type,
      Map<List<EndpointPort>, List<Endpoint>> wanted,
      List<EndpointSlice> present) {
    var byPorts = new LinkedHashMap<List<EndpointPort>, List<EndpointSlice>>();
    for (var slice : present) {
      byPorts.computeIfAbsent(ports(slice), _ -> new ArrayList<>()).add(slice);
    }
    var packing = new SlicePacking();
    wanted.forEach(
        (ports, endpoints) -> {
          var slices = byPorts.remove(ports);
          packing.pack(ports, endpoints, slices == null ? List.of() : slices);
        });
    var unused = new ArrayList<EndpointSlice>(packing.emptied());
    byPorts.values().forEach(unused::addAll);
    return actions(type, packing.filled(), unused);
  }

  private List<Action> actions(
      AddressType type, List<SlicePacking.Filled> filled, List<EndpointSlice> unused) {
    var actions = new ArrayList<Action>();
    for (var slice : filled) {
      // A slice of other ports is made anew from one that would be deleted: one write, not two.
      var base = slice.base().or(() -> unused.isEmpty() ? empty() : take(unused));
      add(actions, base, type, slice.ports(), slice.endpoints());
    }
    if (filled.isEmpty()) {
      // A placeholder tells readers that the service is known and has no endpoint.
      add(actions, unused.isEmpty() ? empty() : take(unused), type, List.of(), List.of());
    }
    unused.forEach(slice -> actions.add(new Action.Delete(slice)));
    return actions;
  }

  private static Optional<EndpointSlice> empty() {
    return Optional.empty();
  }

  private static Optional<EndpointSlice> take(List<EndpointSlice> slices) {
    return Optional.of(slices.removeLast());
  }

  private void add(
      List<Action> actions,
      Optional<EndpointSlice> base,
      AddressType type,
      List<EndpointPort> ports,
      List<Endpoint> endpoints) {
    if (base.isEmpty()) {
      actions.add(new Action.Create(slice(type, ports, endpoints)));
      return;
    }
    var before = base.get();
    var same =
        before.getEndpoints().equals(endpoints)
            && ports(before).equals(ports)
            && labels.equals(before.getMetadata().getLabels());
    if (!same) {
      var after =
          new EndpointSliceBuilder(before)
              .editMetadata()
              .withLabels(labels)
              .endMetadata()
              .withPorts(ports)
              .withEndpoints(endpoints)
              .build();
      actions.add(new Action.Update(before, after));
    }
  }

  private EndpointSlice slice(
      AddressType type, List<EndpointPort> ports, List<Endpoint> endpoints) {
    var metadata = service.getMetadata();
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withGenerateName(metadata.getName() + "-")
        .withNamespace(metadata.getNamespace())
        .withLabels(labels)
        .withOwnerReferences(Owners.controllerReference(service))
        .endMetadata()
        .withAddressType(type.wireName())
        .withPorts(ports)
        .withEndpoints(endpoints)
        .build();
  }

  private static List<EndpointPort> ports(EndpointSlice slice) {
    return slice.getPorts() == null ? List.of() : slice.getPorts();
  }

  private static Map<String, String> labels(Service service) {
    var labels = new LinkedHashMap<String, String>();
    if (service.getMetadata().getLabels() != null) {
      labels.putAll(service.getMetadata().getLabels());
    }
    labels.remove(HEADLESS);
    labels.put(SERVICE_NAME, service.getMetadata().getName());
    labels.put(MANAGED_BY, MANAGER);
    if ("None".equals(service.getSpec().getClusterIP())) {
      labels.put(HEADLESS, "");
    }
    return labels;
  }
}
