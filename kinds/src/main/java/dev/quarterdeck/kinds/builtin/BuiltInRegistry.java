package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.apps.ControllerRevisionStrategy;
import dev.quarterdeck.kinds.apps.DaemonSetStrategy;
import dev.quarterdeck.kinds.apps.DeploymentStrategy;
import dev.quarterdeck.kinds.apps.ReplicaSetStrategy;
import dev.quarterdeck.kinds.apps.StatefulSetStrategy;
import dev.quarterdeck.kinds.batch.CronJobStrategy;
import dev.quarterdeck.kinds.batch.JobStrategy;
import dev.quarterdeck.kinds.coordination.LeaseStrategy;
import dev.quarterdeck.kinds.core.ComponentStatusStrategy;
import dev.quarterdeck.kinds.core.ConfigMapStrategy;
import dev.quarterdeck.kinds.core.EndpointsStrategy;
import dev.quarterdeck.kinds.core.EventStrategy;
import dev.quarterdeck.kinds.core.LimitRangeStrategy;
import dev.quarterdeck.kinds.core.NamespaceStrategy;
import dev.quarterdeck.kinds.core.NodeStrategy;
import dev.quarterdeck.kinds.core.PodStrategy;
import dev.quarterdeck.kinds.core.PodTemplateStrategy;
import dev.quarterdeck.kinds.core.ReplicationControllerStrategy;
import dev.quarterdeck.kinds.core.ResourceQuotaStrategy;
import dev.quarterdeck.kinds.core.SecretStrategy;
import dev.quarterdeck.kinds.core.ServiceAccountStrategy;
import dev.quarterdeck.kinds.core.ServiceStrategy;
import dev.quarterdeck.kinds.discovery.EndpointSliceStrategy;
import dev.quarterdeck.kinds.policy.PodDisruptionBudgetStrategy;
import dev.quarterdeck.kinds.scheduling.PriorityClassStrategy;
import dev.quarterdeck.kinds.volume.PersistentVolumeClaimStrategy;
import dev.quarterdeck.kinds.volume.PersistentVolumeStrategy;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds Kubernetes ships with: one entry each, in the order discovery lists them. */
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
    var all = new ArrayList<ResourceType>();
    all.addAll(core());
    all.addAll(apps());
    all.addAll(others());
    all.addAll(AccessKinds.all());
    all.addAll(NetworkingKinds.all());
    all.addAll(CertificateKinds.all());
    all.addAll(AdmissionKinds.all());
    all.addAll(ServerKinds.all());
    all.addAll(NodeKinds.all());
    all.addAll(RbacKinds.all());
    all.addAll(StorageKinds.all());
    all.addAll(DeviceKinds.all());
    all.addAll(further);
    all.forEach(type -> types.put(type.resource(), type));
    ConvertedKinds.all(types.get(GroupVersionResource.core("events")))
        .forEach(type -> types.put(type.resource(), type));
  }

  private static List<ResourceType> core() {
    return List.of(
        namespaced("", "bindings", "Binding", new PlainStrategy(Names::dns1123Subdomain))
            .notStored(),
        cluster("", "componentstatuses", "ComponentStatus", new ComponentStatusStrategy())
            .withShortNames("cs")
            .notStored(),
        namespaced("", "configmaps", "ConfigMap", new ConfigMapStrategy())
            .withShortNames("cm")
            .withoutGeneration(),
        namespaced("", "endpoints", "Endpoints", new EndpointsStrategy())
            .withShortNames("ep")
            .withoutGeneration(),
        namespaced("", "events", "Event", new EventStrategy())
            .withShortNames("ev")
            .withoutGeneration(),
        namespaced("", "limitranges", "LimitRange", new LimitRangeStrategy())
            .withShortNames("limits")
            .withoutGeneration(),
        cluster("", "namespaces", "Namespace", new NamespaceStrategy())
            .withShortNames("ns")
            .withSubresources("status", "finalize")
            .withoutGeneration(),
        cluster("", "nodes", "Node", new NodeStrategy())
            .withShortNames("no")
            .withSubresources("status", "proxy")
            .withoutGeneration(),
        namespaced(
                "",
                "persistentvolumeclaims",
                "PersistentVolumeClaim",
                new PersistentVolumeClaimStrategy())
            .withShortNames("pvc")
            .withSubresources("status")
            .withoutGeneration(),
        cluster("", "persistentvolumes", "PersistentVolume", new PersistentVolumeStrategy())
            .withShortNames("pv")
            .withSubresources("status")
            .withoutGeneration(),
        namespaced("", "pods", "Pod", new PodStrategy())
            .withShortNames("po")
            .withCategories("all")
            .withSubresources(
                "status",
                "binding",
                "log",
                "exec",
                "attach",
                "portforward",
                "eviction",
                "ephemeralcontainers",
                "resize",
                "proxy"),
        namespaced("", "podtemplates", "PodTemplate", new PodTemplateStrategy()),
        namespaced(
                "",
                "replicationcontrollers",
                "ReplicationController",
                new ReplicationControllerStrategy())
            .withShortNames("rc")
            .withCategories("all")
            .withSubresources("status", "scale"),
        namespaced("", "resourcequotas", "ResourceQuota", new ResourceQuotaStrategy())
            .withShortNames("quota")
            .withSubresources("status")
            .withoutGeneration(),
        namespaced("", "secrets", "Secret", new SecretStrategy()).withoutGeneration(),
        namespaced("", "serviceaccounts", "ServiceAccount", new ServiceAccountStrategy())
            .withShortNames("sa")
            .withSubresources("token")
            .withoutGeneration(),
        namespaced("", "services", "Service", new ServiceStrategy())
            .withShortNames("svc")
            .withCategories("all")
            .withSubresources("status", "proxy")
            .withoutGeneration());
  }

  private static List<ResourceType> apps() {
    return List.of(
        namespaced(
                "apps",
                "controllerrevisions",
                "ControllerRevision",
                new ControllerRevisionStrategy())
            .withoutGeneration(),
        namespaced("apps", "daemonsets", "DaemonSet", new DaemonSetStrategy())
            .withShortNames("ds")
            .withCategories("all")
            .withSubresources("status"),
        namespaced("apps", "deployments", "Deployment", new DeploymentStrategy())
            .withShortNames("deploy")
            .withCategories("all")
            .withSubresources("status", "scale"),
        namespaced("apps", "replicasets", "ReplicaSet", new ReplicaSetStrategy())
            .withShortNames("rs")
            .withCategories("all")
            .withSubresources("status", "scale"),
        namespaced("apps", "statefulsets", "StatefulSet", new StatefulSetStrategy())
            .withShortNames("sts")
            .withCategories("all")
            .withSubresources("status", "scale"));
  }

  private static List<ResourceType> others() {
    return List.of(
        namespaced("batch", "cronjobs", "CronJob", new CronJobStrategy())
            .withShortNames("cj")
            .withCategories("all")
            .withSubresources("status"),
        namespaced("batch", "jobs", "Job", new JobStrategy())
            .withCategories("all")
            .withSubresources("status"),
        namespaced(
                "policy",
                "poddisruptionbudgets",
                "PodDisruptionBudget",
                new PodDisruptionBudgetStrategy())
            .withShortNames("pdb")
            .withSubresources("status"),
        cluster(
                "scheduling.k8s.io",
                "priorityclasses",
                "PriorityClass",
                new PriorityClassStrategy())
            .withShortNames("pc"),
        namespaced("coordination.k8s.io", "leases", "Lease", new LeaseStrategy())
            .withoutGeneration(),
        namespaced(
            "discovery.k8s.io", "endpointslices", "EndpointSlice", new EndpointSliceStrategy()));
  }

  private static ResourceType namespaced(
      String group, String resource, String kind, Strategy strategy) {
    return ResourceType.namespaced(new GroupVersionResource(group, "v1", resource), kind, strategy);
  }

  private static ResourceType cluster(
      String group, String resource, String kind, Strategy strategy) {
    return ResourceType.clusterScoped(
        new GroupVersionResource(group, "v1", resource), kind, strategy);
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
