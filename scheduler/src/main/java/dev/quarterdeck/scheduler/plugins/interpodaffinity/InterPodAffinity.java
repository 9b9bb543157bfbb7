package dev.quarterdeck.scheduler.plugins.interpodaffinity;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.StateKey;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Required pod affinity and anti-affinity (<a
 * href="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity">Inter-pod
 * affinity and anti-affinity</a>): the pod must share a domain with a pod that matches all its
 * affinity terms, with no pod that matches one of its anti-affinity terms, and with no pod whose
 * anti-affinity terms match it.
 */
public final class InterPodAffinity implements PreFilterPlugin, FilterPlugin, EnqueueExtensions {

  static final String NAME = "InterPodAffinity";

  private static final StateKey<AffinityFilter> FILTER =
      StateKey.copied("PreFilter" + NAME, AffinityFilter::copy);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
    var filter = AffinityFilter.of(pod, snapshot);
    if (filter.hasNoTerms()) {
      return PreFilterResult.SKIP;
    }
    state.write(FILTER, filter);
    return PreFilterResult.ALL_NODES;
  }

  @Override
  public Optional<PreFilterExtensions> preFilterExtensions() {
    return Optional.of(
        new PreFilterExtensions() {
          @Override
          public void addPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node) {
            state.read(FILTER).update(added, node, 1);
          }

          @Override
          public void removePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node) {
            state.read(FILTER).update(removed, node, -1);
          }
        });
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    return state.read(FILTER).check(node);
  }

  @Override
  public List<ClusterEventWithHint<?>> eventsToRegister() {
    return List.of(
        new ClusterEventWithHint<>(
            EventResource.POD,
            Set.of(ActionType.ADD, ActionType.UPDATE_POD_LABEL, ActionType.DELETE),
            AffinityHints::afterPodChange),
        new ClusterEventWithHint<>(
            EventResource.NODE,
            Set.of(ActionType.ADD, ActionType.UPDATE_NODE_LABEL),
            AffinityHints::afterNodeChange));
  }
}
