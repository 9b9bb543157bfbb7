package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;

/** A preference among nodes that can all take the pod. Pure. */
public interface Score {

  int BEST = 100;

  /** The name Kubernetes gives the plugin that has this preference. */
  String name();

  /** How much it counts next to the others. */
  int weight();

  /**
   * Rates nodes for a pod.
   *
   * @param nodes not empty
   * @return one number of 0 (worst) to {@link #BEST} per node, in their order; null when this score
   *     makes no difference for the pod
   */
  long[] rate(PodInfo pod, List<NodeInfo> nodes);

  /** Stretches raw numbers so that the largest becomes {@link #BEST}, or 0 when more is worse. */
  static long[] stretch(long[] raw, boolean moreIsWorse) {
    var largest = 0L;
    for (var value : raw) {
      largest = Math.max(largest, value);
    }
    for (var i = 0; i < raw.length; i++) {
      var part = largest == 0 ? 0 : raw[i] * BEST / largest;
      raw[i] = moreIsWorse ? BEST - part : part;
    }
    return raw;
  }
}
