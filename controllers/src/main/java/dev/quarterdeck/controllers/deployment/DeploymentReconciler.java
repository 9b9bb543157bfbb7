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
import dev.quarterdeck.controllers.runtime.Claims;
import dev.quarterdeck.controllers.runtime.Mirrors;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carries out the next step of a deployment's rollout. */
final class DeploymentReconciler implements Reconciler<ObjectKey> {

  private final Workshop workshop;
  private final EventRecorder events;
  private final Claims claims;

  DeploymentReconciler(Workshop workshop, EventRecorder events) {
    this.workshop = workshop;
    this.events = events;
    this.claims = new Claims(workshop.api(), Resources.DEPLOYMENTS, Resources.REPLICA_SETS);
  }

  @Override
  public Result reconcile(ObjectKey key) throws Exception {
    var found = workshop.mirrors().deployments.store().get(key);
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
    var step =
        DeploymentPlan.next(deployment, sets, pods(deployment, sets), workshop.time().instant());
    var writes = new DeploymentWrites(workshop.api(), events, workshop.time(), deployment);
    for (var action : step.actions()) {
      apply(writes, action);
    }
    return step.checkAfter().map(Result::requeueAfter).orElseGet(Result::done);
  }

  private List<ReplicaSet> claim(Deployment deployment, LabelSelector selector)
      throws InterruptedException {
    var store = workshop.mirrors().replicaSets.store();
    var candidates =
        new ArrayList<>(store.byIndex(Mirrors.CONTROLLER, deployment.getMetadata().getUid()));
    candidates.addAll(store.byIndex(Mirrors.ORPHANS, deployment.getMetadata().getNamespace()));
    return claims.claim(deployment, selector, candidates);
  }

  private Map<String, List<Pod>> pods(Deployment deployment, List<ReplicaSet> sets) {
    if (Bounds.isRolling(deployment)) {
      return Map.of();
    }
    var pods = new HashMap<String, List<Pod>>();
    for (var set : sets) {
      var uid = set.getMetadata().getUid();
      pods.put(uid, List.copyOf(workshop.mirrors().pods.store().byIndex(Mirrors.CONTROLLER, uid)));
    }
    return pods;
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
