package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;

/** Prefers nodes where CPU and memory would be used to a like degree. */
public final class BalancedAllocation implements Score {

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public long[] rate(PodInfo pod, List<NodeInfo> nodes) {
    var wanted = pod.requests();
    if (wanted.milliCpu() == 0 && wanted.memory() == 0) {
      return null; // A pod that asks for nothing unbalances nothing.
    }
    var scores = new long[nodes.size()];
    for (var i = 0; i < scores.length; i++) {
      var node = nodes.get(i);
      var cpu =
          fraction(node.allocatable().milliCpu(), node.requested().milliCpu() + wanted.milliCpu());
      var memory =
          fraction(node.allocatable().memory(), node.requested().memory() + wanted.memory());
      // The standard deviation of two numbers is half their distance.
      scores[i] = Math.round((1 - Math.abs(cpu - memory) / 2) * BEST);
    }
    return scores;
  }

  private static double fraction(long has, long used) {
    return has <= 0 ? 1 : Math.min(1, (double) used / has);
  }
}
