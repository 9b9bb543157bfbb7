package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.deployment.DeploymentAction.Annotate;
import dev.quarterdeck.controllers.deployment.DeploymentAction.CreateReplicaSet;
import dev.quarterdeck.controllers.deployment.DeploymentAction.DeleteReplicaSet;
import dev.quarterdeck.controllers.deployment.DeploymentAction.Scale;
import dev.quarterdeck.controllers.deployment.DeploymentAction.SetRevision;
import dev.quarterdeck.controllers.deployment.DeploymentAction.UpdateStatus;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.Claims;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carries out the next step of a deployment's rollout. */
final class DeploymentReconciler implements Reconciler<ObjectKey> {

  private final Api api;
  private final Time time;
  private final SharedInformer<Deployment> deployments;
  private final SharedInformer<ReplicaSet> replicaSets;
  private final SharedInformer<Pod> pods;
  private final EventRecorder events;
  private final Claims claims;

  DeploymentReconciler(ControllerContext context) {
    api = context.api();
    time = context.time();
    deployments = context.informer(InformerSpecs.DEPLOYMENTS);
    replicaSets = context.informer(InformerSpecs.REPLICA_SETS);
    pods = context.informer(InformerSpecs.PODS);
    events = context.recorder("deployment-controller");
    claims = new Claims(api, WrittenResources.DEPLOYMENTS, WrittenResources.REPLICA_SETS);
  }

  @Override
  public Result reconcile(ObjectKey key) throws Exception {
    var found = deployments.store().get(key);
    if (found.isEmpty()) {
      return Result.done();
    }
    var deployment = found.get();
    var selector = LabelSelector.of(deployment.getSpec().getSelector());
    if (selector.requirements().isEmpty()) {
      var text = "This deployment is selecting all pods. A non-empty selector is required.";
      events.record(deployment, "Warning", "SelectingAll", text);
      return Result.done();
    }
    var sets = claim(deployment, selector);
    var step = DeploymentPlan.next(deployment, sets, pods(deployment, sets), time.instant());
    var writes = new DeploymentWrites(api, events, time, deployment);
    for (var action : step.actions()) {
      apply(writes, action);
    }
    return step.checkAfter().map(Result::requeueAfter).orElseGet(Result::done);
  }

  private List<ReplicaSet> claim(Deployment deployment, LabelSelector selector)
      throws InterruptedException {
    var store = replicaSets.store();
    var candidates =
        new ArrayList<>(
            store.byIndex(InformerSpecs.CONTROLLER_INDEX, deployment.getMetadata().getUid()));
    candidates.addAll(
        store.byIndex(InformerSpecs.ORPHAN_INDEX, deployment.getMetadata().getNamespace()));
    return claims.claim(deployment, selector, candidates);
  }

  private Map<String, List<Pod>> pods(Deployment deployment, List<ReplicaSet> sets) {
    if (Bounds.isRolling(deployment)) {
      return Map.of();
    }
    var podsBySet = new HashMap<String, List<Pod>>();
    for (var set : sets) {
      var uid = set.getMetadata().getUid();
      podsBySet.put(uid, List.copyOf(pods.store().byIndex(InformerSpecs.CONTROLLER_INDEX, uid)));
    }
    return podsBySet;
  }

  private static void apply(DeploymentWrites writes, DeploymentAction action)
      throws InterruptedException {
    switch (action) {
      case CreateReplicaSet(var set) -> writes.create(set);
      case Scale scale -> writes.scale(scale);
      case Annotate annotate -> writes.annotate(annotate);
      case DeleteReplicaSet(var set) -> writes.delete(set);
      case SetRevision(var revision) -> writes.revision(revision);
      case UpdateStatus(var status) -> writes.status(status);
    }
  }
}
