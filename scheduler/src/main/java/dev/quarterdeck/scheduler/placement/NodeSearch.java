package dev.quarterdeck.scheduler.placement;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.NodeStatuses;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.profile.FilterPlugins;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Searches the nodes that can take a pod. */
final class NodeSearch {

  private final FilterPlugins filters;
  private final CycleState state;
  private final PodInfo pod;
  private final Snapshot snapshot;
  private final ArrayList<NodeInfo> feasible = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private final List<Rejection> rejections = new ArrayList<>();

  NodeSearch(FilterPlugins filters, CycleState state, PodInfo pod, Snapshot snapshot) {
    this.filters = filters;
    this.state = state;
    this.pod = pod;
    this.snapshot = snapshot;
  }

  /**
   * Checks one node after the other until {@code wanted} can take the pod or all are checked.
   *
   * @param start where to begin
   */
  void run(List<NodeInfo> nodes, int start, int wanted) {
    feasible.ensureCapacity(Math.min(wanted, nodes.size()));
    for (var i = 0; i < nodes.size() && feasible.size() < wanted; i++) {
      check(nodes.get(Math.floorMod(start + i, nodes.size())));
    }
  }

  /** Runs the filters for one node. */
  void check(NodeInfo node) {
    if (filters.filter(state, pod, node, snapshot) instanceof Rejection rejection) {
      rejected.add(node.name());
      rejections.add(rejection);
    } else {
      feasible.add(node);
    }
  }

  List<NodeInfo> feasible() {
    return feasible;
  }

  int searched() {
    return feasible.size() + rejected.size();
  }

  NodeStatuses statuses() {
    var statuses = new NodeStatuses();
    for (var i = 0; i < rejected.size(); i++) {
      statuses.put(rejected.get(i), rejections.get(i));
    }
    return statuses;
  }
}
