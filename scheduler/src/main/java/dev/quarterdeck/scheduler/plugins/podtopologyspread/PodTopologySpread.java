package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.PreScorePlugin;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.framework.StateKey;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Topology spread constraints (<a
 * href="https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/">Pod
 * Topology Spread Constraints</a>): DoNotSchedule rules out nodes in domains that have too many
 * matching pods, ScheduleAnyway makes domains with fewer of them better. Pods without constraints
 * are spread over hosts and zones as Kubernetes' defaults say, among the pods of their
 * ReplicationController, ReplicaSet or StatefulSet.
 *
 * <p>It remembers counts from decision to decision, so each instance is used by one thread at a
 * time.
 */
public final class PodTopologySpread
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin, EnqueueExtensions {

  static final String NAME = "PodTopologySpread";

  private static final StateKey<SpreadFilter> FILTER = StateKey.immutable("PreFilter" + NAME);
  private static final StateKey<SpreadScore> SCORE = StateKey.immutable("PreScore" + NAME);

  private final CountCache cache = new CountCache();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
    var hard = hardConstraints(pod);
    if (hard.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    state.write(FILTER, SpreadFilter.of(pod, hard, snapshot.nodeList(), cache));
    return PreFilterResult.ALL_NODES;
  }

  static List<SpreadConstraint> hardConstraints(PodInfo pod) {
    return pod.spread().isEmpty()
        ? List.of()
        : pod.spread().stream().filter(SpreadConstraint::hard).toList();
  }

  @Override
  public Optional<PreFilterExtensions> preFilterExtensions() {
    return Optional.of(
        new PreFilterExtensions() {
          @Override
          public void addPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node) {
            state.write(FILTER, state.read(FILTER).with(added, node, 1));
          }

          @Override
          public void removePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node) {
            state.write(FILTER, state.read(FILTER).with(removed, node, -1));
          }
        });
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return state.read(FILTER).check(node);
  }

  @Override
  public Status preScore(
      CycleState state, PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var score = SpreadScore.of(pod, snapshot.nodeList(), feasible, cache);
    score.ifPresent(value -> state.write(SCORE, value));
    return score.isPresent() ? Status.SUCCESS : Status.SKIP;
  }

  @Override
  public void score(CycleState state, PodInfo pod, NodeScores scores) {
    state.read(SCORE).rate(scores);
  }

  @Override
  public void normalizeScore(CycleState state, PodInfo pod, NodeScores scores) {
    SpreadScore.normalize(scores);
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.POD,
            Set.of(
                ActionType.ADD,
                ActionType.UPDATE_POD_LABEL,
                ActionType.UPDATE_POD_TOLERATION,
                ActionType.DELETE),
            SpreadHints::afterPodChange),
        new ClusterEventWithHint<>(
            EventResource.NODE,
            Set.of(
                ActionType.ADD,
                ActionType.DELETE,
                ActionType.UPDATE_NODE_LABEL,
                ActionType.UPDATE_NODE_TAINT),
            SpreadHints::afterNodeChange));
  }
}
