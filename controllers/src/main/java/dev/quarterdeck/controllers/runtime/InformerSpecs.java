package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;

/** The collections that controllers read, each kept as slim as its readers need it. */
public final class InformerSpecs {

  /** Index of pods by the name of the node they are on. */
  public static final String NODE_INDEX = "node";

  /** Index of pods, replica sets and jobs by the uid of their controller. */
  public static final String CONTROLLER_INDEX = "controller";

  /** Index of pods and replica sets without a controller, by namespace. */
  public static final String ORPHAN_INDEX = "orphan";

  /** Index of endpoint slices by the service they belong to, {@code namespace/name}. */
  public static final String SERVICE_INDEX = "service";

  /** Index of pods by the claims they name, {@code namespace/name}. */
  public static final String CLAIM_INDEX = "claim";

  public static final InformerSpec<Pod> PODS =
      new InformerSpec<>(
          Pod.class,
          (builder, slimming) ->
              builder
                  .transform(slimming::pod)
                  .index(NODE_INDEX, InformerSpecs::node)
                  .index(CLAIM_INDEX, InformerSpecs::claims)
                  .index(CONTROLLER_INDEX, InformerSpecs::controller)
                  .index(ORPHAN_INDEX, InformerSpecs::orphan));

  public static final InformerSpec<ReplicaSet> REPLICA_SETS =
      new InformerSpec<>(
          ReplicaSet.class,
          (builder, slimming) ->
              builder
                  .index(CONTROLLER_INDEX, InformerSpecs::controller)
                  .index(ORPHAN_INDEX, InformerSpecs::orphan));

  public static final InformerSpec<ReplicationController> REPLICATION_CONTROLLERS =
      new InformerSpec<>(
          ReplicationController.class,
          (builder, slimming) -> builder.index(CONTROLLER_INDEX, InformerSpecs::controller));

  public static final InformerSpec<Deployment> DEPLOYMENTS = InformerSpec.of(Deployment.class);

  public static final InformerSpec<Job> JOBS =
      new InformerSpec<>(
          Job.class,
          (builder, slimming) -> builder.index(CONTROLLER_INDEX, InformerSpecs::controller));

  public static final InformerSpec<CronJob> CRON_JOBS = InformerSpec.of(CronJob.class);

  public static final InformerSpec<PodDisruptionBudget> POD_DISRUPTION_BUDGETS =
      InformerSpec.of(PodDisruptionBudget.class);

  public static final InformerSpec<Node> NODES =
      new InformerSpec<>(Node.class, (builder, slimming) -> builder.transform(slimming::node));

  /** The leases that nodes renew. */
  public static final InformerSpec<Lease> NODE_LEASES =
      new InformerSpec<>(Lease.class, (builder, slimming) -> builder.namespace("kube-node-lease"));

  public static final InformerSpec<Namespace> NAMESPACES = InformerSpec.of(Namespace.class);

  public static final InformerSpec<Service> SERVICES = InformerSpec.of(Service.class);

  public static final InformerSpec<Endpoints> ENDPOINTS = InformerSpec.of(Endpoints.class);

  public static final InformerSpec<EndpointSlice> ENDPOINT_SLICES =
      new InformerSpec<>(
          EndpointSlice.class,
          (builder, slimming) -> builder.index(SERVICE_INDEX, InformerSpecs::service));

  /** The service accounts named {@code default}. */
  public static final InformerSpec<ServiceAccount> DEFAULT_SERVICE_ACCOUNTS =
      new InformerSpec<>(
          ServiceAccount.class, (builder, slimming) -> builder.fields("metadata.name=default"));

  /** The ConfigMaps named {@code kube-root-ca.crt}. */
  public static final InformerSpec<ConfigMap> ROOT_CA_CONFIG_MAPS =
      new InformerSpec<>(
          ConfigMap.class, (builder, slimming) -> builder.fields("metadata.name=kube-root-ca.crt"));

  public static final InformerSpec<PersistentVolumeClaim> PERSISTENT_VOLUME_CLAIMS =
      new InformerSpec<>(
          PersistentVolumeClaim.class, (builder, slimming) -> builder.transform(slimming::claim));

  public static final InformerSpec<PersistentVolume> PERSISTENT_VOLUMES =
      new InformerSpec<>(
          PersistentVolume.class, (builder, slimming) -> builder.transform(slimming::volume));

  private InformerSpecs() {}

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
