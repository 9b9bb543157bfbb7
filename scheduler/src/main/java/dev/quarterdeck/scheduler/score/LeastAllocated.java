package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;

/** Prefers nodes with most CPU and memory left, both counting the same. */
public final class LeastAllocated implements Score {

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long[] rate(PodInfo pod, List<NodeInfo> nodes) {
    var scores = new long[nodes.size()];
    for (var i = 0; i < scores.length; i++) {
      var node = nodes.get(i);
      var has = node.allocatable();
      var cpu = left(has.milliCpu(), node.assumed().milliCpu() + pod.assumed().milliCpu());
      var memory = left(has.memory(), node.assumed().memory() + pod.assumed().memory());
      scores[i] = (cpu + memory) / 2;
    }
    return scores;
  }

  private static long left(long has, long used) {
    return has <= 0 || used > has ? 0 : (long) ((double) (has - used) / has * BEST);
  }
}
