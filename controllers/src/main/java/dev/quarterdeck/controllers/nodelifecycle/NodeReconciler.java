package dev.quarterdeck.controllers.nodelifecycle;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.pod.PodConditions;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets a node's taints by its conditions, and marks the pods of a lost node as not ready. */
final class NodeReconciler implements Reconciler<ObjectKey> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);

  private final Api api;
  private final Time time;
  private final SharedInformer<Node> nodes;
  private final SharedInformer<Pod> pods;
  private final EventRecorder events;
  private final Set<String> toMark = ConcurrentHashMap.newKeySet();
  private final Map<String, TokenBucket> buckets = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile ZonePlan.Rates rates = new ZonePlan.Rates(Map.of(), false);

  NodeReconciler(ControllerContext context, EventRecorder events) {
    this.events = events;
    api = context.api();
    time = context.time();
    nodes = context.informer(InformerSpecs.NODES);
    pods = context.informer(InformerSpecs.PODS);
  }

  /** The node's pods shall be marked as not ready when the node is reconciled next. */
  void markPods(String node) {
    toMark.add(node);
  }

  /** Whether every node has to be looked at again. */
  boolean setRates(ZonePlan.Rates next) {
    var turned = rates.nothingReady() != next.nothingReady();
    rates = next;
    return turned;
  }

  @Override
  public Result reconcile(ObjectKey key) throws Exception {
    var found = nodes.store().get(key);
    if (found.isEmpty()) {
      toMark.remove(key.name());
      return Result.done();
    }
    var node = found.get();
    var wait = taint(node);
    if (toMark.contains(key.name())) {
      mark(node);
    }
    return wait.map(Result::requeueAfter).orElseGet(Result::done);
  }

  /** How long to wait until the node's pods may be evicted, if they must wait. */
  private Optional<Duration> taint(Node node) throws InterruptedException {
    var now = time.instant();
    var current = rates;
    var wait = Optional.<Duration>empty();
    if (TaintPlan.wantsEviction(node)) {
      wait = take(node, current);
    }
    var taints = TaintPlan.next(node, wait.isEmpty(), current.nothingReady(), now);
    if (!taints.equals(NodeFacts.taints(node))) {
      LOG.info(
          "taint node={} taints={}",
          node.getMetadata().getName(),
          taints.stream().map(t -> t.getKey() + ":" + t.getEffect()).toList());
      var patch = Patches.toVersion(node);
      patch.withObject("/spec").set("taints", Json.mapper().valueToTree(taints));
      api.patch(WrittenResources.NODES, ObjectKey.of(node), "", patch);
    }
    return wait;
  }

  private Optional<Duration> take(Node node, ZonePlan.Rates current) {
    var zone = NodeFacts.zone(node);
    var rate = current.rates().get(zone);
    if (rate == null) {
      return Optional.of(Duration.ofSeconds(1)); // The monitor has not looked yet.
    }
    lock.lock();
    try {
      var bucket = buckets.computeIfAbsent(zone, _ -> new TokenBucket());
      bucket.setRate(rate);
      return bucket.take(time.instant());
    } finally {
      lock.unlock();
    }
  }

  private void mark(Node node) throws InterruptedException {
    var name = node.getMetadata().getName();
    if (!NodeFacts.isReady(node)) {
      for (var pod : pods.store().byIndex(InformerSpecs.NODE_INDEX, name)) {
        if (PodFacts.isReady(pod)) {
          markNotReady(pod);
        }
      }
    }
    toMark.remove(name);
  }

  private void markNotReady(Pod pod) throws InterruptedException {
    var now = time.instant();
    var conditions = PodConditions.with(pod, "Ready", "False", "NodeNotReady", null, now);
    var patch = Patches.toVersion(pod);
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    try {
      api.patch(WrittenResources.PODS, ObjectKey.of(pod), "status", patch);
      events.record(pod, "Warning", "NodeNotReady", "Node is not ready");
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNotFound(e)) {
        throw e;
      }
    }
  }
}
