package dev.quarterdeck.controllers.disruption;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodConditions;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes back the condition DisruptionTarget of pods that were to go and have stayed. */
final class StaleDisruption implements Reconciler<ObjectKey> {

  static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Api api;
  private final InstantSource clock;
  private final SharedInformer<Pod> pods;

  StaleDisruption(ControllerContext context) {
    api = context.api();
    clock = context.time();
    pods = context.informer(InformerSpecs.PODS);
  }

  /**
   * How long the condition may still stand, zero or less when it is to go; empty when there is none
   * to take back. The kubelet's own may stand for any time before the pod is deleted.
   */
  static Optional<Duration> timeLeft(Pod pod, Instant now) {
    if (PodFacts.isTerminating(pod) || PodFacts.isFinished(pod)) {
      return Optional.empty();
    }
    return PodFacts.condition(pod, PodConditions.DISRUPTION_TARGET)
        .filter(condition -> "True".equals(condition.getStatus()))
        .filter(condition -> !"TerminationByKubelet".equals(condition.getReason()))
        .map(
            condition -> {
              var since = Timestamps.parse(condition.getLastTransitionTime()).orElse(Instant.EPOCH);
              return Duration.between(now, since.plus(TIMEOUT));
            });
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var pod = pods.store().get(key);
    var now = clock.instant();
    var left = pod.flatMap(p -> timeLeft(p, now));
    if (left.isEmpty()) {
      return Result.done();
    }
    if (left.get().isPositive()) {
      return Result.requeueAfter(left.get());
    }
    var conditions =
        PodConditions.with(pod.get(), PodConditions.DISRUPTION_TARGET, "False", null, null, now);
    var patch = Patches.toVersion(pod.get());
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    api.patch(WrittenResources.PODS, key, "status", patch);
    return Result.done();
  }
}
