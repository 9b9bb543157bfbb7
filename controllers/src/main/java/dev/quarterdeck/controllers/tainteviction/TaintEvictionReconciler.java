package dev.quarterdeck.controllers.tainteviction;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import dev.quarterdeck.controllers.pod.PodConditions;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.Refusals;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.controllers.tainteviction.TaintEvictionPlan.Decision;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a pod from a node whose NoExecute taints it does not tolerate, or not that long. */
final class TaintEvictionReconciler implements Reconciler<ObjectKey> {

  private static final Logger LOG = LoggerFactory.getLogger(TaintEvictionReconciler.class);

  private final Workshop workshop;
  private final EventRecorder events;

  TaintEvictionReconciler(Workshop workshop, EventRecorder events) {
    this.workshop = workshop;
    this.events = events;
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var found = workshop.mirrors().pods.store().get(key);
    if (found.isEmpty() || !PodFacts.isActive(found.get()) || !PodFacts.isScheduled(found.get())) {
      return Result.done();
    }
    var pod = found.get();
    var node = workshop.mirrors().nodes.store().get(new ObjectKey("", pod.getSpec().getNodeName()));
    var now = workshop.time().instant();
    var taints = node.map(NodeFacts::taints).orElse(List.of());
    return switch (TaintEvictionPlan.next(pod, taints, now)) {
      case Decision.Stay() -> Result.done();
      case Decision.EvictAt(var at) when at.isAfter(now) ->
          Result.requeueAfter(Duration.between(now, at));
      case Decision.EvictAt _ -> evict(key, pod);
    };
  }

  private Result evict(ObjectKey key, Pod pod) throws InterruptedException {
    LOG.info("evict pod={} node={}", key, pod.getSpec().getNodeName());
    events.record(pod, "Normal", "TaintManagerEviction", "Marking for deletion Pod " + key);
    var conditions =
        PodConditions.with(
            pod,
            PodConditions.DISRUPTION_TARGET,
            "True",
            "DeletionByTaintManager",
            "Taint manager: deleting due to NoExecute taint",
            workshop.time().instant());
    var patch = Patches.toVersion(pod);
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    try {
      workshop.api().patch(Resources.PODS, key, "status", patch);
      workshop.api().delete(Resources.PODS, key, Deletion.of(pod.getMetadata().getUid()));
    } catch (KubernetesClientException e) {
      if (!Refusals.isNotFound(e)) {
        throw e;
      }
    }
    return Result.done();
  }
}
