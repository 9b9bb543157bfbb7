package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.admissionregistration.AdmissionKinds;
import dev.quarterdeck.kinds.apiregistration.ApiRegistrationKinds;
import dev.quarterdeck.kinds.apps.AppsKinds;
import dev.quarterdeck.kinds.autoscaling.AutoscalingKinds;
import dev.quarterdeck.kinds.batch.BatchKinds;
import dev.quarterdeck.kinds.certificates.CertificateKinds;
import dev.quarterdeck.kinds.coordination.CoordinationKinds;
import dev.quarterdeck.kinds.core.CoreKinds;
import dev.quarterdeck.kinds.discovery.DiscoveryKinds;
import dev.quarterdeck.kinds.events.EventKinds;
import dev.quarterdeck.kinds.flowcontrol.FlowControlKinds;
import dev.quarterdeck.kinds.networking.NetworkingKinds;
import dev.quarterdeck.kinds.node.NodeKinds;
import dev.quarterdeck.kinds.policy.PolicyKinds;
import dev.quarterdeck.kinds.rbac.RbacKinds;
import dev.quarterdeck.kinds.resource.DeviceKinds;
import dev.quarterdeck.kinds.scheduling.SchedulingKinds;
import dev.quarterdeck.kinds.storage.StorageKinds;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds Kubernetes ships with, in the order discovery lists their groups. */
public final class BuiltInRegistry implements Registry {

  private final Map<GroupVersionResource, ResourceType> types = new LinkedHashMap<>();

  /** This module's kinds alone. */
  public BuiltInRegistry() {
    this(List.of());
  }

  /**
   * @param further kinds Kubernetes ships with that other modules bring
   */
  public BuiltInRegistry(List<ResourceType> further) {
    Stream.of(
            CoreKinds.all(),
            AppsKinds.all(),
            BatchKinds.all(),
            PolicyKinds.all(),
            SchedulingKinds.all(),
            CoordinationKinds.all(),
            DiscoveryKinds.all(),
            ReviewKinds.all(),
            NetworkingKinds.all(),
            CertificateKinds.all(),
            AdmissionKinds.all(),
            ApiRegistrationKinds.all(),
            FlowControlKinds.all(),
            NodeKinds.all(),
            RbacKinds.all(),
            StorageKinds.all(),
            DeviceKinds.all(),
            further,
            AutoscalingKinds.all())
        .forEach(this::add);
    add(EventKinds.all(types.get(GroupVersionResource.core("events"))));
  }

  private void add(List<ResourceType> group) {
    group.forEach(type -> types.put(type.resource(), type));
  }

  @Override
  public Optional<ResourceType> find(GroupVersionResource resource) {
    return Optional.ofNullable(types.get(resource));
  }

  @Override
  public List<ResourceType> all() {
    return List.copyOf(types.values());
  }
}
