package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Optional;

/** Queues deployments that change, or whose replica sets change or pods are gone. */
public final class DeploymentController extends QueueController<ObjectKey> {

  private final SharedInformer<Deployment> deployments;
  private final SharedInformer<ReplicaSet> replicaSets;

  public DeploymentController(ControllerContext context) {
    super(context, "deployment", new DeploymentReconciler(context));
    deployments = context.informer(InformerSpecs.DEPLOYMENTS);
    replicaSets = context.informer(InformerSpecs.REPLICA_SETS);
    deployments.onChange(change -> queue.add(ObjectKey.of(change.object())));
    replicaSets.onChange(this::replicaSetChanged);
    context.informer(InformerSpecs.PODS).onChange(this::podChanged);
  }

  private void replicaSetChanged(Change<ReplicaSet> change) {
    if (change instanceof Change.Updated<ReplicaSet>(var before, _)) {
      owner(before, "Deployment").ifPresent(queue::add);
    }
    var set = change.object();
    var owner = owner(set, "Deployment");
    if (owner.isPresent()) {
      queue.add(owner.get());
    } else if (Owners.controllerOf(set).isEmpty() && !(change instanceof Change.Deleted)) {
      offerOrphan(set);
    }
  }

  private void offerOrphan(ReplicaSet set) {
    var namespace = set.getMetadata().getNamespace();
    for (var deployment : deployments.store().inNamespace(namespace)) {
      var selector = LabelSelector.of(deployment.getSpec().getSelector());
      if (selector.matches(set.getMetadata().getLabels())) {
        queue.add(ObjectKey.of(deployment));
      }
    }
  }

  /** The Recreate strategy waits for the last old pod to be gone. */
  private void podChanged(Change<Pod> change) {
    if (change instanceof Change.Deleted<Pod>(var pod)) {
      owner(pod, "ReplicaSet")
          .flatMap(key -> replicaSets.store().get(key))
          .flatMap(set -> owner(set, "Deployment"))
          .flatMap(key -> deployments.store().get(key))
          .filter(deployment -> !Bounds.isRolling(deployment))
          .ifPresent(deployment -> queue.add(ObjectKey.of(deployment)));
    }
  }

  private static Optional<ObjectKey> owner(HasMetadata object, String kind) {
    return Owners.controllerOf(object)
        .filter(owner -> kind.equals(owner.getKind()))
        .map(owner -> new ObjectKey(object.getMetadata().getNamespace(), owner.getName()));
  }
}
