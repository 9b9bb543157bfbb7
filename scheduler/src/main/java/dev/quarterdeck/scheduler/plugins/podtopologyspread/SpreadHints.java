package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import java.util.List;
import java.util.Objects;

/** Which events can make a pod schedulable that its DoNotSchedule constraints ruled out. */
final class SpreadHints {

  private SpreadHints() {}

  static QueueingHint afterPodChange(PodInfo pod, ClusterEvent<PodInfo> event) {
    if (!isInvolved(event.before(), pod) || !isInvolved(event.after(), pod)) {
      return QueueingHint.QUEUE_SKIP;
    }
    var constraints = PodTopologySpread.hardConstraints(pod);
    if (event.isAddition()) {
      return QueueingHint.queueIf(isCounted(event.after(), constraints));
    }
    if (event.isDeletion()) {
      return QueueingHint.queueIf(isCounted(event.before(), constraints));
    }
    var toleratesMore =
        event.after().isSamePodAs(pod)
            && !event.before().tolerations().equals(event.after().tolerations())
            && constraints.stream().anyMatch(SpreadConstraint::honorTaints);
    return QueueingHint.queueIf(
        toleratesMore
            || constraints.stream()
                .anyMatch(
                    c -> c.selects(event.before().labels()) != c.selects(event.after().labels())));
  }

  /** The waiting pod itself, or one of its namespace that has a node; null is neither. */
  private static boolean isInvolved(PodInfo changed, PodInfo pod) {
    return changed == null
        || changed.isSamePodAs(pod)
        || changed.isAssignedOrNominated()
            && changed.key().namespace().equals(pod.key().namespace());
  }

  private static boolean isCounted(PodInfo changed, List<SpreadConstraint> constraints) {
    return constraints.stream().anyMatch(constraint -> constraint.selects(changed.labels()));
  }

  static QueueingHint afterNodeChange(PodInfo pod, ClusterEvent<NodeAttributes> event) {
    var constraints = PodTopologySpread.hardConstraints(pod);
    var counted = isCounted(event.before(), constraints);
    var isCounted = isCounted(event.after(), constraints);
    if (event.isAddition() || event.isDeletion()) {
      return QueueingHint.queueIf(counted || isCounted);
    }
    return QueueingHint.queueIf(
        counted != isCounted
            || isCounted
                && (isMoved(event.before(), event.after(), constraints)
                    || !event.before().taints().equals(event.after().taints())));
  }

  private static boolean isCounted(NodeAttributes node, List<SpreadConstraint> constraints) {
    return node != null && Counting.isInAll(node, Counting.topologies(constraints));
  }

  private static boolean isMoved(
      NodeAttributes before, NodeAttributes after, List<SpreadConstraint> constraints) {
    return constraints.stream()
        .map(SpreadConstraint::topologyKey)
        .anyMatch(key -> !Objects.equals(before.domain(key), after.domain(key)));
  }
}
