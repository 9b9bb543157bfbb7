package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** The resources the controllers read, each watched once and kept as slim as they need it. */
public final class Mirrors implements AutoCloseable {

  /** Index of pods by the node they are on. */
  public static final String NODE = "node";

  /** Index of pods and replica sets by the uid of their controller. */
  public static final String CONTROLLER = "controller";

  /** Index of pods and replica sets without a controller, by namespace. */
  public static final String ORPHANS = "orphans";

  /** Index of endpoint slices by the service they belong to, {@code namespace/name}. */
  public static final String SERVICE = "service";

  /** Index of pods by the claims they name, {@code namespace/name}. */
  public static final String CLAIM = "claim";

  public final Mirror<Pod> pods;
  public final Mirror<ReplicaSet> replicaSets;
  public final Mirror<Deployment> deployments;
  public final Mirror<Node> nodes;
  public final Mirror<Lease> nodeLeases;
  public final Mirror<Namespace> namespaces;
  public final Mirror<Service> services;
  public final Mirror<EndpointSlice> endpointSlices;
  public final Mirror<ServiceAccount> serviceAccounts;
  public final Mirror<ConfigMap> rootCaConfigMaps;
  public final Mirror<PersistentVolumeClaim> claims;
  public final Mirror<PersistentVolume> volumes;

  private final Time time;
  private final List<Mirror<?>> all;

  public Mirrors(KubernetesClient client, Time time) {
    this.time = time;
    var slimming = new Slimming();
    pods =
        new Mirror<>(
            Informer.builder(client, Pod.class, time)
                .transform(slimming::pod)
                .index(NODE, Mirrors::node)
                .index(CLAIM, Mirrors::claims)
                .index(CONTROLLER, Mirrors::controller)
                .index(ORPHANS, Mirrors::orphan));
    replicaSets =
        new Mirror<>(
            Informer.builder(client, ReplicaSet.class, time)
                .index(CONTROLLER, Mirrors::controller)
                .index(ORPHANS, Mirrors::orphan));
    deployments = new Mirror<>(Informer.builder(client, Deployment.class, time));
    nodes = new Mirror<>(Informer.builder(client, Node.class, time).transform(slimming::node));
    nodeLeases =
        new Mirror<>(Informer.builder(client, Lease.class, time).namespace("kube-node-lease"));
    namespaces = new Mirror<>(Informer.builder(client, Namespace.class, time));
    services = new Mirror<>(Informer.builder(client, Service.class, time));
    endpointSlices =
        new Mirror<>(
            Informer.builder(client, EndpointSlice.class, time).index(SERVICE, Mirrors::service));
    serviceAccounts =
        new Mirror<>(
            Informer.builder(client, ServiceAccount.class, time).fields("metadata.name=default"));
    rootCaConfigMaps =
        new Mirror<>(
            Informer.builder(client, ConfigMap.class, time)
                .fields("metadata.name=kube-root-ca.crt"));
    claims =
        new Mirror<>(
            Informer.builder(client, PersistentVolumeClaim.class, time).transform(slimming::claim));
    volumes =
        new Mirror<>(
            Informer.builder(client, PersistentVolume.class, time).transform(slimming::volume));
    all =
        List.of(
            pods,
            replicaSets,
            deployments,
            nodes,
            nodeLeases,
            namespaces,
            services,
            endpointSlices,
            serviceAccounts,
            rootCaConfigMaps,
            claims,
            volumes);
  }

  /** Starts watching; returns at once. */
  public void start() {
    all.forEach(Mirror::start);
  }

  /**
   * Waits until every first list is in.
   *
   * @return false when {@code limit} passed first
   */
  public boolean awaitSynced(Duration limit) throws InterruptedException {
    var end = time.nanos() + limit.toNanos();
    for (var mirror : all) {
      if (!mirror.awaitSynced(Duration.ofNanos(Math.max(0, end - time.nanos())))) {
        return false;
      }
    }
    return true;
  }

  public boolean isSynced() {
    return all.stream().allMatch(Mirror::isSynced);
  }

  @Override
  public void close() {
    all.forEach(Mirror::close);
  }

  private static List<String> node(Pod pod) {
    var node = pod.getSpec().getNodeName();
    return node == null || node.isEmpty() ? List.of() : List.of(node);
  }

  private static List<String> claims(Pod pod) {
    var namespace = pod.getMetadata().getNamespace();
    return PodFacts.claims(pod).stream().map(name -> namespace + "/" + name).distinct().toList();
  }

  private static List<String> controller(HasMetadata object) {
    return Owners.controllerOf(object).map(owner -> List.of(owner.getUid())).orElse(List.of());
  }

  private static List<String> orphan(HasMetadata object) {
    return Owners.controllerOf(object).isEmpty()
        ? List.of(object.getMetadata().getNamespace())
        : List.of();
  }

  private static List<String> service(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    var name = labels == null ? null : labels.get("kubernetes.io/service-name");
    return name == null ? List.of() : List.of(slice.getMetadata().getNamespace() + "/" + name);
  }
}
