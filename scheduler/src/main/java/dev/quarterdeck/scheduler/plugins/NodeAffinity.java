package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.PreScorePlugin;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/**
 * The pod's nodeSelector and required node affinity must both match; nodes that match preferred
 * terms are better, by the terms' weights.
 */
public final class NodeAffinity
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin, EnqueueExtensions {

  private static final String NAME = "NodeAffinity";
  private static final Status MISMATCH =
      Status.unresolvable("node(s) didn't match Pod's node affinity/selector").by(NAME);
  private static final PreFilterResult CONFLICT =
      PreFilterResult.of(Status.unresolvable("pod affinity terms conflict").by(NAME));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
    var affinity = pod.nodeAffinity();
    if (affinity.allowsEveryNode()) {
      return PreFilterResult.SKIP;
    }
    return affinity
        .allowedNames()
        .map(names -> names.isEmpty() ? CONFLICT : PreFilterResult.only(names))
        .orElse(PreFilterResult.ALL_NODES);
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return pod.nodeAffinity().matches(node.name(), node.labels()) ? Status.SUCCESS : MISMATCH;
  }

  @Override
  public Status preScore(
      CycleState state, PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    return pod.preferredNodes().isEmpty() ? Status.SKIP : Status.SUCCESS;
  }

  @Override
  public void score(CycleState state, PodInfo pod, NodeScores scores) {
    scores.setAll(node -> weight(pod, node));
  }

  private static long weight(PodInfo pod, NodeInfo node) {
    var sum = 0L;
    for (var preferred : pod.preferredNodes()) {
      sum += preferred.term().matches(node.name(), node.labels()) ? preferred.weight() : 0;
    }
    return sum;
  }

  @Override
  public void normalizeScore(CycleState state, PodInfo pod, NodeScores scores) {
    scores.scaleToMax();
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.NODE,
            Set.of(ActionType.ADD, ActionType.UPDATE_NODE_LABEL),
            NodeAffinity::afterNodeChange));
  }

  private static QueueingHint afterNodeChange(PodInfo pod, ClusterEvent<NodeAttributes> event) {
    var matched = !event.isAddition() && matches(pod, event.before());
    return QueueingHint.queueIf(!matched && matches(pod, event.after()));
  }

  private static boolean matches(PodInfo pod, NodeAttributes node) {
    return pod.nodeAffinity().matches(node.name(), node.labels());
  }
}
