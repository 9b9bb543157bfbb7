package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;

/** Prefers nodes that match the pod's preferred node affinity, by the terms' weights. */
public final class PreferredAffinity implements Score {

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long[] rate(PodInfo pod, List<NodeInfo> nodes) {
    if (pod.preferredAffinity().isEmpty()) {
      return null;
    }
    var sums = new long[nodes.size()];
    for (var preferred : pod.preferredAffinity()) {
      for (var i = 0; i < sums.length; i++) {
        sums[i] += preferred.term().matches(nodes.get(i)) ? preferred.weight() : 0;
      }
    }
    return Score.stretch(sums, false);
  }
}
