package dev.quarterdeck.scheduler.plugins.noderesources;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.PreScorePlugin;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;

/**
 * Nodes where the pod makes the shares of requested cpu and memory more alike are better: 75 when
 * it changes nothing, up to 100 for more alike, down to 50 for less.
 */
public final class NodeResourcesBalancedAllocation implements PreScorePlugin, ScorePlugin {

  private static final long UNCHANGED = (MAX_SCORE + MAX_SCORE / 2) / 2;

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public Status preScore(
      CycleState state, PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var wanted = pod.requests();
    return wanted.milliCpu() == 0 && wanted.memory() == 0 ? Status.SKIP : Status.SUCCESS;
  }

  @Override
  public void score(CycleState state, PodInfo pod, NodeScores scores) {
    var wanted = pod.requests();
    scores.setAll(node -> improvement(node, wanted.milliCpu(), wanted.memory()));
  }

  private static long improvement(NodeInfo node, long milliCpu, long memory) {
    var has = node.allocatable();
    if (has.milliCpu() == 0 || has.memory() == 0) {
      return UNCHANGED; // One share alone is always in balance.
    }
    var used = node.requested();
    var without = balance(used.milliCpu(), has.milliCpu(), used.memory(), has.memory());
    var with =
        balance(used.milliCpu() + milliCpu, has.milliCpu(), used.memory() + memory, has.memory());
    return MAX_SCORE / 2 + (MAX_SCORE / 2 + with - without) / 2;
  }

  /** The standard deviation of two shares is half their distance. */
  private static long balance(long cpu, long hasCpu, long memory, long hasMemory) {
    var deviation = Math.abs(share(cpu, hasCpu) - share(memory, hasMemory)) / 2;
    return (long) ((1 - deviation) * MAX_SCORE);
  }

  private static double share(long used, long has) {
    return Math.min(1, (double) used / has);
  }
}
