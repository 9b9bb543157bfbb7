package dev.quarterdeck.controllers.tainteviction;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  // Some centuries: more seconds do not fit into an instant.
  private static final long LONGEST_SECONDS = 10_000_000_000L;

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
      if (!"NoExecute".equals(taint.getEffect())) {
        continue;
      }
      var toleration =
          pod.getSpec().getTolerations().stream().filter(t -> tolerates(t, taint)).findFirst();
      if (toleration.isEmpty()) {
        return new Decision.Evict();
      }
      var first = seen.getOrDefault(identity(taint), now);
      since.put(identity(taint), first);
      end = earlier(end, limit(toleration.get()).map(first::plus).orElse(Instant.MAX));
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

  /** How long a taint is tolerated; empty for as long as it is there. Negative counts as zero. */
  private static Optional<Duration> limit(Toleration toleration) {
    return Optional.ofNullable(toleration.getTolerationSeconds())
        .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_SECONDS)));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /**
   * Whether a toleration matches a taint. An empty key with Exists matches every key, an empty
   * effect every effect.
   */
  static boolean tolerates(Toleration toleration, Taint taint) {
    var effect = toleration.getEffect();
    if (effect != null && !effect.isEmpty() && !effect.equals(taint.getEffect())) {
      return false;
    }
    var key = toleration.getKey();
    if (key != null && !key.isEmpty() && !key.equals(taint.getKey())) {
      return false;
    }
    return switch (text(toleration.getOperator())) {
      case "", "Equal" -> text(toleration.getValue()).equals(text(taint.getValue()));
      case "Exists" -> true;
      default -> false; // Lt and Gt are behind a feature gate that is off in Kubernetes 1.36.
    };
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
