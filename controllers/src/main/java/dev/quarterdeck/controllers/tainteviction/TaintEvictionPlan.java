package dev.quarterdeck.controllers.tainteviction;

import dev.quarterdeck.model.scheduling.Taints;
import dev.quarterdeck.model.scheduling.Tolerations;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides when a pod must leave its node because of NoExecute taints.
 *
 * <p>A toleration's seconds run from when this controller saw the taint on the pod's node, as in
 * kube-controller-manager: a taint's {@code timeAdded} may be missing, and is by another machine's
 * clock.
 */
final class TaintEvictionPlan {

  /** What becomes of the pod. */
  sealed interface Decision {

    /** The pod may stay: no taint evicts it, or it tolerates all of them without a limit. */
    record Stay() implements Decision {}

    /** The pod must go now: it does not tolerate a taint, or its time is over. */
    record Evict() implements Decision {}

    /**
     * The pod must go later.
     *
     * @param at when, after now
     * @param seen since when each of the taints has been seen, for the next call
     */
    record EvictLater(Instant at, Map<Taint, Instant> seen) implements Decision {}
  }

  private TaintEvictionPlan() {}

  /**
   * Decides: a taint that no toleration matches evicts at once; else the taint whose time is over
   * first counts. Of several tolerations that match a taint the first counts, as in Kubernetes.
   *
   * @param taints the node's, of any effect
   * @param seen since when the taints have been seen, as decided the last time; empty when the pod
   *     could stay
   */
  static Decision next(Pod pod, List<Taint> taints, Map<Taint, Instant> seen, Instant now) {
    var since = new HashMap<Taint, Instant>();
    var end = Instant.MAX;
    for (var taint : taints) {
      if (!Taints.evicts(taint)) {
        continue;
      }
      var toleration = Tolerations.first(pod.getSpec().getTolerations(), taint);
      if (toleration.isEmpty()) {
        return new Decision.Evict();
      }
      var first = seen.getOrDefault(identity(taint), now);
      since.put(identity(taint), first);
      end = earlier(end, Tolerations.period(toleration.get()).map(first::plus).orElse(Instant.MAX));
    }
    if (end.equals(Instant.MAX)) {
      return new Decision.Stay();
    }
    return end.isAfter(now)
        ? new Decision.EvictLater(end, Map.copyOf(since))
        : new Decision.Evict();
  }

  /** Two taints are the same when key, value and effect are; timeAdded may be set later. */
  private static Taint identity(Taint taint) {
    return new TaintBuilder(taint).withTimeAdded(null).build();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
