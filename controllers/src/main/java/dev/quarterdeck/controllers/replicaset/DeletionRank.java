package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.ActivePodOrder;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which surplus pods are deleted (<a
 * href="https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset">
 * Scaling a ReplicaSet</a>).
 */
final class DeletionRank {

  static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  private final Map<String, Integer> perNode = new HashMap<>();
  private final Instant now;

  private DeletionRank(List<Pod> related, Instant now) {
    this.now = now;
    for (var pod : related) {
      if (PodFacts.isScheduled(pod)) {
        perNode.merge(pod.getSpec().getNodeName(), 1, Integer::sum);
      }
    }
  }

  /** The {@code count} pods of {@code active} to delete, first to go first. */
  static List<Pod> choose(List<Pod> active, List<Pod> related, int count, Instant now) {
    return active.stream().sorted(new DeletionRank(related, now).order()).limit(count).toList();
  }

  private Comparator<Pod> order() {
    return Comparator.<Pod, Boolean>comparing(PodFacts::isScheduled)
        .thenComparingInt(ActivePodOrder::phase)
        .thenComparing(PodFacts::isReady)
        .thenComparingInt(DeletionRank::cost)
        .thenComparing(Comparator.comparingInt(this::crowding).reversed())
        .thenComparingLong(this::readyMagnitude)
        .thenComparing(Comparator.comparingInt(ActivePodOrder::restarts).reversed())
        .thenComparingLong(this::ageMagnitude)
        .thenComparing(pod -> pod.getMetadata().getName());
  }

  /** The annotation's value; a malformed one counts as none. */
  private static int cost(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    var text = annotations == null ? null : annotations.get(COST);
    if (text == null || !text.matches("-?(0|[1-9]\\d{0,9})")) {
      return 0;
    }
    var cost = Long.parseLong(text);
    return cost > Integer.MAX_VALUE || cost < Integer.MIN_VALUE ? 0 : (int) cost;
  }

  private int crowding(Pod pod) {
    return PodFacts.isScheduled(pod) ? perNode.getOrDefault(pod.getSpec().getNodeName(), 0) : 0;
  }

  /**
   * Ready times are compared by order of magnitude only: among pods of about the same age the
   * choice should not always hit the youngest.
   */
  private long readyMagnitude(Pod pod) {
    return PodFacts.readySince(pod).map(this::magnitude).orElse(0L);
  }

  private long ageMagnitude(Pod pod) {
    return Timestamps.parse(pod.getMetadata().getCreationTimestamp())
        .map(this::magnitude)
        .orElse(0L);
  }

  private long magnitude(Instant since) {
    var seconds = Duration.between(since, now).toSeconds();
    return seconds <= 0 ? 0 : 64 - Long.numberOfLeadingZeros(seconds);
  }
}
