package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;

/**
 * Prefers nodes with fewer pods of the same controller: Kubernetes' default spreading over
 * hostnames, for pods that bring no constraints of their own.
 */
public final class OwnerSpread implements Score {

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long[] rate(PodInfo pod, List<NodeInfo> nodes) {
    if (pod.owner().isEmpty() || !pod.spread().isEmpty()) {
      return null;
    }
    var counts = new long[nodes.size()];
    for (var i = 0; i < counts.length; i++) {
      counts[i] = nodes.get(i).owners().getOrDefault(pod.owner(), 0);
    }
    return Score.stretch(counts, true);
  }
}
