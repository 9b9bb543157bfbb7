package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.model.scheduling.Taints;
import dev.quarterdeck.model.scheduling.Tolerations;
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
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Set;

/**
 * Nodes with a NoSchedule or NoExecute taint take only pods that tolerate it; nodes with fewer
 * PreferNoSchedule taints that the pod does not tolerate are better.
 */
public final class TaintToleration implements FilterPlugin, ScorePlugin, EnqueueExtensions {

  private static final String NAME = "TaintToleration";
  private static final Status UNTOLERATED =
      Status.unresolvable("node(s) had untolerated taint(s)").by(NAME);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return isTolerated(node.taints(), pod) ? Status.SUCCESS : UNTOLERATED;
  }

  private static boolean isTolerated(List<Taint> taints, PodInfo pod) {
    return taints.isEmpty()
        || Tolerations.firstUntolerated(taints, pod.tolerations(), Taints::preventsScheduling)
            .isEmpty();
  }

  @Override
  public void score(CycleState state, PodInfo pod, NodeScores scores) {
    scores.setAll(node -> node.taints().isEmpty() ? 0 : untolerated(pod, node));
  }

  private static int untolerated(PodInfo pod, NodeInfo node) {
    var untolerated = 0;
    for (var taint : node.taints()) {
      if (Taints.discouragesScheduling(taint) && !Tolerations.tolerates(pod.tolerations(), taint)) {
        untolerated++;
      }
    }
    return untolerated;
  }

  @Override
  public void normalizeScore(CycleState state, PodInfo pod, NodeScores scores) {
    scores.scaleToMaxReversed();
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.NODE,
            Set.of(ActionType.ADD, ActionType.UPDATE_NODE_TAINT),
            TaintToleration::afterNodeChange),
        new ClusterEventWithHint<>(
            EventResource.POD,
            Set.of(ActionType.UPDATE_POD_TOLERATION),
            (pod, event) -> QueueingHint.queueIf(event.after().isSamePodAs(pod))));
  }

  private static QueueingHint afterNodeChange(PodInfo pod, ClusterEvent<NodeAttributes> event) {
    var wasTolerated = !event.isAddition() && isTolerated(event.before().taints(), pod);
    return QueueingHint.queueIf(!wasTolerated && isTolerated(event.after().taints(), pod));
  }
}
