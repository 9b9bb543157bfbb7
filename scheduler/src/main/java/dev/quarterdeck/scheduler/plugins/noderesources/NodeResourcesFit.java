package dev.quarterdeck.scheduler.plugins.noderesources;

import dev.quarterdeck.model.scheduling.ResourceAmounts;
import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Set;

/**
 * A node must have left what the pod requests, and room for one more pod; nodes with a larger share
 * of cpu and memory left are better (LeastAllocated).
 */
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin, EnqueueExtensions {

  private static final String NAME = "NodeResourcesFit";
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return Shortage.of(pod.requests(), node).status(NAME);
  }

  @Override
  public void score(CycleState state, PodInfo pod, NodeScores scores) {
    var wanted = pod.nonZeroRequests();
    scores.setAll(node -> left(node, wanted.milliCpu(), wanted.memory()));
  }

  private static long left(NodeInfo node, long milliCpu, long memory) {
    var has = node.allocatable();
    var used = node.nonZeroRequested();
    if (has.milliCpu() == 0 || has.memory() == 0) {
      return has.milliCpu() == 0
          ? left(has.memory(), used.memory() + memory)
          : left(has.milliCpu(), used.milliCpu() + milliCpu);
    }
    return (left(has.milliCpu(), used.milliCpu() + milliCpu)
            + left(has.memory(), used.memory() + memory))
        / 2;
  }

  /** The share that is left, as a score rounded down; 0 of nothing. */
  private static long left(long has, long requested) {
    if (has == 0 || requested > has) {
      return 0;
    }
    var left = has - requested;
    // Up to this, dividing doubles and dropping the fraction is exact, and quicker.
    return left < EXACT_IN_DOUBLE / MAX_SCORE
        ? (long) ((double) (left * MAX_SCORE) / has)
        : left / Math.max(1, has / MAX_SCORE);
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.POD,
            Set.of(ActionType.DELETE, ActionType.UPDATE_POD_SCALE_DOWN),
            NodeResourcesFit::afterPodChange),
        new ClusterEventWithHint<>(
            EventResource.NODE,
            Set.of(ActionType.ADD, ActionType.UPDATE_NODE_ALLOCATABLE),
            NodeResourcesFit::afterNodeChange));
  }

  private static QueueingHint afterPodChange(PodInfo pod, ClusterEvent<PodInfo> event) {
    if (event.isDeletion()) {
      return QueueingHint.queueIf(event.before().isAssignedOrNominated());
    }
    return QueueingHint.queueIf(
        event.after().isSamePodAs(pod)
            || event.after().isAssigned()
                && isMoreOfWhatIsWanted(
                    pod.requests(), event.after().requests(), event.before().requests()));
  }

  private static QueueingHint afterNodeChange(PodInfo pod, ClusterEvent<NodeAttributes> event) {
    var after = event.after();
    if (Shortage.of(pod.requests(), NodeInfo.of(after)).exists()) {
      return QueueingHint.QUEUE_SKIP;
    }
    return QueueingHint.queueIf(
        event.isAddition()
            || after.maxPods() > event.before().maxPods()
            || isMoreOfWhatIsWanted(
                pod.requests(), event.before().allocatable(), after.allocatable()));
  }

  /** Of some resource that is wanted, {@code many} has more than {@code few}. */
  private static boolean isMoreOfWhatIsWanted(
      ResourceAmounts wanted, ResourceAmounts few, ResourceAmounts many) {
    return wanted.milliCpu() > 0 && many.milliCpu() > few.milliCpu()
        || wanted.memory() > 0 && many.memory() > few.memory()
        || wanted.ephemeralStorage() > 0 && many.ephemeralStorage() > few.ephemeralStorage()
        || wanted.others().entrySet().stream()
            .filter(other -> other.getValue() > 0)
            .anyMatch(other -> many.other(other.getKey()) > few.other(other.getKey()));
  }
}
