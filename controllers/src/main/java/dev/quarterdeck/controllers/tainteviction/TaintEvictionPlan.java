package dev.quarterdeck.controllers.tainteviction;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** When a pod must leave its node because of NoExecute taints. */
final class TaintEvictionPlan {

  /** What becomes of the pod. */
  sealed interface Decision {

    /** It may stay. */
    record Stay() implements Decision {}

    /** It must go at {@code at}, which may have passed. */
    record EvictAt(Instant at) implements Decision {}
  }

  private TaintEvictionPlan() {}

  /**
   * Decides: a taint nobody tolerates evicts at once; otherwise the shortest of the tolerations in
   * use counts, from when both the taint and the pod were there.
   *
   * @param taints the node's, of any effect
   */
  static Decision next(Pod pod, List<Taint> taints, Instant now) {
    var start = Instant.MIN;
    var shortest = Long.MAX_VALUE;
    for (var taint : taints) {
      if (!"NoExecute".equals(taint.getEffect())) {
        continue;
      }
      var tolerations =
          pod.getSpec().getTolerations().stream().filter(t -> tolerates(t, taint)).toList();
      if (tolerations.isEmpty()) {
        return new Decision.EvictAt(now);
      }
      start = later(start, Timestamps.parse(taint.getTimeAdded()).orElse(now));
      shortest = Math.min(shortest, seconds(tolerations));
    }
    if (shortest == Long.MAX_VALUE) {
      return new Decision.Stay();
    }
    return new Decision.EvictAt(later(start, placed(pod)).plusSeconds(shortest));
  }

  /** The shortest limit; those without one tolerate for ever. Negative counts as zero. */
  private static long seconds(List<Toleration> tolerations) {
    return tolerations.stream()
        .map(Toleration::getTolerationSeconds)
        .filter(Objects::nonNull)
        .mapToLong(seconds -> Math.max(0, seconds))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** A pod that came to a node tainted long ago has its whole time. */
  private static Instant placed(Pod pod) {
    return PodFacts.condition(pod, "PodScheduled")
        .map(PodCondition::getLastTransitionTime)
        .flatMap(Timestamps::parse)
        .orElse(Instant.MIN);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** An empty key with Exists tolerates everything; an empty effect every effect. */
  static boolean tolerates(Toleration toleration, Taint taint) {
    var effect = toleration.getEffect();
    if (effect != null && !effect.isEmpty() && !effect.equals(taint.getEffect())) {
      return false;
    }
    var key = toleration.getKey();
    if (key != null && !key.isEmpty() && !key.equals(taint.getKey())) {
      return false;
    }
    if ("Exists".equals(toleration.getOperator())) {
      return true;
    }
    return text(toleration.getValue()).equals(text(taint.getValue()));
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
