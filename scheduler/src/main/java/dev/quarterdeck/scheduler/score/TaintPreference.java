package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;

/** Prefers nodes with fewer PreferNoSchedule taints the pod does not tolerate. */
public final class TaintPreference implements Score {

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public long[] rate(PodInfo pod, List<NodeInfo> nodes) {
    var counts = new long[nodes.size()];
    var any = false;
    for (var i = 0; i < counts.length; i++) {
      for (var taint : nodes.get(i).taints()) {
        if (taint.discourages() && !pod.tolerates(taint)) {
          counts[i]++;
          any = true;
        }
      }
    }
    return any ? Score.stretch(counts, true) : null;
  }
}
