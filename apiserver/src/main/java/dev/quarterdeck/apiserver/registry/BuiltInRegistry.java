package dev.quarterdeck.apiserver.registry;

import static dev.quarterdeck.apiserver.registry.KindStrategy.Shape.CLUSTER;
import static dev.quarterdeck.apiserver.registry.KindStrategy.Shape.CLUSTER_WITH_STATUS;
import static dev.quarterdeck.apiserver.registry.KindStrategy.Shape.NAMESPACED;
import static dev.quarterdeck.apiserver.registry.KindStrategy.Shape.NAMESPACED_WITH_STATUS;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds Kubernetes ships with: one entry each, in the order discovery lists them. */
public final class BuiltInRegistry implements Registry {

  private final Map<GroupVersionResource, ResourceType> types = new LinkedHashMap<>();

  public BuiltInRegistry() {
    var all = new ArrayList<ResourceType>();
    all.addAll(core());
    all.addAll(apps());
    all.addAll(others());
    all.forEach(type -> types.put(type.resource(), type));
  }

  private static List<ResourceType> core() {
    return List.of(
        namespaced("", "bindings", "Binding", plain()).notStored(),
        namespaced("", "configmaps", "ConfigMap", plain()).withShortNames("cm").withoutGeneration(),
        namespaced("", "endpoints", "Endpoints", plain()).withShortNames("ep").withoutGeneration(),
        namespaced("", "events", "Event", plain()).withShortNames("ev").withoutGeneration(),
        namespaced("", "limitranges", "LimitRange", plain())
            .withShortNames("limits")
            .withoutGeneration(),
        cluster("", "namespaces", "Namespace", plainCluster())
            .withShortNames("ns")
            .withSubresources("status", "finalize")
            .withoutGeneration(),
        cluster("", "nodes", "Node", plainCluster())
            .withShortNames("no")
            .withSubresources("status", "proxy")
            .withoutGeneration(),
        namespaced("", "pods", "Pod", plainWithStatus())
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
        namespaced("", "resourcequotas", "ResourceQuota", plainWithStatus())
            .withShortNames("quota")
            .withSubresources("status")
            .withoutGeneration(),
        namespaced("", "secrets", "Secret", plain()).withoutGeneration(),
        namespaced("", "serviceaccounts", "ServiceAccount", plain())
            .withShortNames("sa")
            .withoutGeneration(),
        namespaced("", "services", "Service", plainWithStatus())
            .withShortNames("svc")
            .withCategories("all")
            .withSubresources("status", "proxy")
            .withoutGeneration());
  }

  private static List<ResourceType> apps() {
    return List.of(
        namespaced("apps", "controllerrevisions", "ControllerRevision", plain())
            .withoutGeneration(),
        namespaced("apps", "daemonsets", "DaemonSet", plainWithStatus())
            .withShortNames("ds")
            .withCategories("all")
            .withSubresources("status"),
        namespaced("apps", "deployments", "Deployment", plainWithStatus())
            .withShortNames("deploy")
            .withCategories("all")
            .withSubresources("status", "scale"),
        namespaced("apps", "replicasets", "ReplicaSet", plainWithStatus())
            .withShortNames("rs")
            .withCategories("all")
            .withSubresources("status", "scale"),
        namespaced("apps", "statefulsets", "StatefulSet", plainWithStatus())
            .withShortNames("sts")
            .withCategories("all")
            .withSubresources("status", "scale"));
  }

  private static List<ResourceType> others() {
    return List.of(
        namespaced("batch", "cronjobs", "CronJob", plainWithStatus())
            .withShortNames("cj")
            .withCategories("all")
            .withSubresources("status"),
        namespaced("batch", "jobs", "Job", plainWithStatus())
            .withCategories("all")
            .withSubresources("status"),
        namespaced("policy", "poddisruptionbudgets", "PodDisruptionBudget", plainWithStatus())
            .withShortNames("pdb")
            .withSubresources("status"),
        cluster(
                "scheduling.k8s.io",
                "priorityclasses",
                "PriorityClass",
                new PlainStrategy(CLUSTER, Names::dns1123Subdomain))
            .withShortNames("pc"),
        namespaced("coordination.k8s.io", "leases", "Lease", plain()).withoutGeneration(),
        namespaced("discovery.k8s.io", "endpointslices", "EndpointSlice", plain()));
  }

  private static Strategy plain() {
    return new PlainStrategy(NAMESPACED, Names::dns1123Subdomain);
  }

  private static Strategy plainWithStatus() {
    return new PlainStrategy(NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  private static Strategy plainCluster() {
    return new PlainStrategy(CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
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
