package dev.quarterdeck.controllers.tainteviction;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import dev.quarterdeck.controllers.pod.PodConditions;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.controllers.tainteviction.TaintEvictionPlan.Decision;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a pod from a node whose NoExecute taints it does not tolerate, or not that long. */
final class TaintEvictionReconciler implements Reconciler<ObjectKey> {

  private static final Logger LOG = LoggerFactory.getLogger(TaintEvictionReconciler.class);

  /**
   * An eviction to come.
   *
   * @param uid of the pod
   * @param seen since when each of the taints has been seen
   */
  private record Scheduled(String uid, Map<Taint, Instant> seen) {}

  private final Api api;
  private final Time time;
  private final SharedInformer<Pod> pods;
  private final SharedInformer<Node> nodes;
  private final EventRecorder events;
  private final Map<ObjectKey, Scheduled> scheduled = new ConcurrentHashMap<>();

  TaintEvictionReconciler(ControllerContext context) {
    api = context.api();
    time = context.time();
    pods = context.informer(InformerSpecs.PODS);
    nodes = context.informer(InformerSpecs.NODES);
    events = context.recorder("taint-eviction-controller");
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var found = pods.store().get(key).filter(PodFacts::isActive).filter(PodFacts::isScheduled);
    if (found.isEmpty()) {
      scheduled.remove(key);
      return Result.done();
    }
    var pod = found.get();
    var now = time.instant();
    return switch (TaintEvictionPlan.next(pod, taints(pod), seen(key, pod), now)) {
      case Decision.Stay() -> cancel(key, pod);
      case Decision.Evict() -> evict(key, pod);
      case Decision.EvictLater(var at, var seen) -> {
        scheduled.put(key, new Scheduled(pod.getMetadata().getUid(), seen));
        yield Result.requeueAfter(Duration.between(now, at));
      }
    };
  }

  private List<Taint> taints(Pod pod) {
    return nodes
        .store()
        .get(new ObjectKey("", pod.getSpec().getNodeName()))
        .map(NodeFacts::taints)
        .orElse(List.of());
  }

  /** Another pod of the same name begins anew. */
  private Map<Taint, Instant> seen(ObjectKey key, Pod pod) {
    var known = scheduled.get(key);
    return known != null && known.uid.equals(pod.getMetadata().getUid()) ? known.seen : Map.of();
  }

  private Result cancel(ObjectKey key, Pod pod) {
    if (scheduled.remove(key) != null) {
      events.record(pod, "Normal", "TaintManagerEviction", "Cancelling deletion of Pod " + key);
    }
    return Result.done();
  }

  private Result evict(ObjectKey key, Pod pod) throws InterruptedException {
    LOG.info("evict pod={} node={}", key, pod.getSpec().getNodeName());
    var conditions =
        PodConditions.with(
            pod,
            PodConditions.DISRUPTION_TARGET,
            "True",
            "DeletionByTaintManager",
            "Taint manager: deleting due to NoExecute taint",
            time.instant());
    var patch = Patches.toVersion(pod);
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    try {
      api.patch(WrittenResources.PODS, key, "status", patch);
      api.delete(WrittenResources.PODS, key, Deletion.of(pod.getMetadata().getUid()));
      events.record(pod, "Normal", "TaintManagerEviction", "Marking for deletion Pod " + key);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNotFound(e)) {
        throw e;
      }
    }
    scheduled.remove(key);
    return Result.done();
  }
}
