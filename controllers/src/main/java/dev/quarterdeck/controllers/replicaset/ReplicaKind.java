package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.controllers.runtime.InformerSpec;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.function.Function;

/**
 * A kind whose objects keep a number of pods: replica sets, and the older replication controllers,
 * which are seen as replica sets. Both have the same rules.
 *
 * @param kind as owner references name it
 * @param resource that statuses are written to
 * @param view an object as a replica set, with its own kind and version
 * @param countsTerminating whether the kind's status counts pods that are being deleted
 * @param queue the name of the work queue in metrics, as in kube-controller-manager
 * @param eventSource the component that events come from
 */
public record ReplicaKind<T extends HasMetadata>(
    String kind,
    GroupVersionResource resource,
    InformerSpec<T> objects,
    Function<T, ReplicaSet> view,
    boolean countsTerminating,
    String queue,
    String eventSource) {

  public static final ReplicaKind<ReplicaSet> REPLICA_SET =
      new ReplicaKind<>(
          "ReplicaSet",
          WrittenResources.REPLICA_SETS,
          InformerSpecs.REPLICA_SETS,
          Function.identity(),
          true,
          "replicaset",
          "replicaset-controller");

  public static final ReplicaKind<ReplicationController> REPLICATION_CONTROLLER =
      new ReplicaKind<>(
          "ReplicationController",
          WrittenResources.REPLICATION_CONTROLLERS,
          InformerSpecs.REPLICATION_CONTROLLERS,
          ReplicaKind::asReplicaSet,
          false,
          "replicationmanager",
          "replication-controller");

  private static ReplicaSet asReplicaSet(ReplicationController controller) {
    var spec = controller.getSpec();
    return new ReplicaSetBuilder()
        .withApiVersion(controller.getApiVersion())
        .withKind(controller.getKind())
        .withMetadata(controller.getMetadata())
        .withNewSpec()
        .withReplicas(spec.getReplicas())
        .withMinReadySeconds(spec.getMinReadySeconds())
        .withNewSelector()
        .withMatchLabels(spec.getSelector())
        .endSelector()
        .withTemplate(spec.getTemplate())
        .endSpec()
        .withStatus(Json.mapper().convertValue(controller.getStatus(), ReplicaSetStatus.class))
        .build();
  }
}
