package dev.quarterdeck.scheduler.placement;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.PluginException;
import dev.quarterdeck.scheduler.framework.PostFilterPlugin;
import dev.quarterdeck.scheduler.framework.PostFilterResult;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.profile.FilterPlugins.Prefiltered;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.ScoreTable;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides where a pod goes by the plugins of its profile: the best of the nodes that pass every
 * filter. In large clusters only as many nodes are checked as it takes to find enough of them.
 */
public final class PlacementPlan {

  /** With fewer nodes than this all are checked. */
  private static final int LEAST_FEASIBLE = 100;

  private static final int LEAST_PERCENTAGE = 5;

  private final Profile profile;
  private final PodInfo pod;
  private final Snapshot snapshot;
  private final CycleState state = new CycleState();

  private PlacementPlan(Profile profile, PodInfo pod, Snapshot snapshot) {
    this.profile = profile;
    this.pod = pod;
    this.snapshot = snapshot;
  }

  /**
   * Decides for one pod.
   *
   * @param start the node to begin with, any number; adding the number of nodes searched each time
   *     spreads the decisions over the nodes
   * @param random chooses among nodes of equal score
   */
  public static Decision decide(
      Profile profile, PodInfo pod, Snapshot snapshot, int start, RandomGenerator random) {
    try {
      return new PlacementPlan(profile, pod, snapshot).decide(start, random);
    } catch (PluginException e) {
      return new Decision.Failed(e.status());
    }
  }

  private Decision decide(int start, RandomGenerator random) {
    if (snapshot.nodes().isEmpty()) {
      return new Decision.Unschedulable(
          Diagnosis.withoutNodes(profile.filters().names()),
          PostFilterResult.clearNomination(Status.unschedulable()));
    }
    var prefiltered = profile.filters().preFilter(state, pod, snapshot);
    if (prefiltered.status() instanceof Rejection rejection) {
      return unschedulable(
          Diagnosis.ofPreFilter(snapshot.nodes().size(), rejection, prefiltered.restrictedBy()));
    }
    var nominated = search();
    snapshot.node(pod.nominatedNode()).ifPresent(nominated::check);
    if (!nominated.feasible().isEmpty()) {
      return best(nominated, random);
    }
    var search = search();
    search(search, prefiltered, start);
    return search.feasible().isEmpty()
        ? unschedulable(diagnosis(search, prefiltered))
        : best(search, random);
  }

  private NodeSearch search() {
    return new NodeSearch(profile.filters(), state, pod, snapshot);
  }

  private void search(NodeSearch search, Prefiltered prefiltered, int start) {
    var nodes = prefiltered.nodes().map(snapshot::nodes).orElseGet(snapshot::nodes);
    var wanted =
        profile.scores().isEmpty() ? 1 : enough(nodes.size(), profile.percentageOfNodesToScore());
    search.run(nodes, start, wanted);
  }

  private Diagnosis diagnosis(NodeSearch search, Prefiltered prefiltered) {
    var statuses = search.statuses();
    prefiltered
        .nodes()
        .ifPresent(
            _ ->
                statuses.putAbsent(
                    Status.unresolvable(
                        "node(s) didn't satisfy plugin(s) [%s]"
                            .formatted(String.join(" ", prefiltered.restrictedBy())))));
    return Diagnosis.ofFilter(snapshot.nodes().size(), statuses, prefiltered.restrictedBy());
  }

  /**
   * How many feasible nodes are enough, by Kubernetes' rule: half of 125 nodes, one percent less
   * for each 125 more, at least {@value #LEAST_PERCENTAGE} percent and {@value #LEAST_FEASIBLE}
   * nodes.
   *
   * @param percentage 1 to 100; 0 for this rule
   */
  static int enough(int nodes, int percentage) {
    if (nodes < LEAST_FEASIBLE) {
      return nodes;
    }
    var share = percentage > 0 ? percentage : Math.max(LEAST_PERCENTAGE, 50 - nodes / 125);
    return Math.max(LEAST_FEASIBLE, Math.toIntExact((long) nodes * share / 100));
  }

  private Decision best(NodeSearch search, RandomGenerator random) {
    var feasible = search.feasible();
    if (feasible.size() == 1) {
      return new Decision.Placed(
          state, feasible.getFirst().name(), search.searched(), 1, Optional.empty());
    }
    var scores = profile.scores().score(state, pod, snapshot, feasible);
    var node = feasible.get(largest(scores, random));
    return new Decision.Placed(
        state, node.name(), search.searched(), feasible.size(), Optional.of(scores));
  }

  private static int largest(ScoreTable scores, RandomGenerator random) {
    var totals = scores.totals();
    var best = 0;
    var equals = 1;
    for (var i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        equals = 1;
      } else if (totals[i] == totals[best] && random.nextInt(++equals) == 0) {
        best = i;
      }
    }
    return best;
  }

  /** Runs the PostFilter plugins up to the first whose status is not Unschedulable. */
  private Decision unschedulable(Diagnosis diagnosis) {
    Optional<String> nomination = Optional.empty();
    var reasons = new ArrayList<String>();
    for (var plugin : profile.postFilters()) {
      var result = runPostFilter(plugin, diagnosis);
      switch (result.status()) {
        case Status.Unschedulable rejection -> {
          reasons.addAll(rejection.reasons());
          nomination = result.nominatedNode().isPresent() ? result.nominatedNode() : nomination;
        }
        case Status last -> {
          return new Decision.Unschedulable(diagnosis.withPostFilter(message(last)), result);
        }
      }
    }
    return new Decision.Unschedulable(
        diagnosis.withPostFilter(String.join(", ", reasons)),
        new PostFilterResult(Status.unschedulable(), nomination, List.of()));
  }

  /** A PostFilter plugin that fails does not change that the pod is unschedulable. */
  private PostFilterResult runPostFilter(PostFilterPlugin plugin, Diagnosis diagnosis) {
    try {
      return plugin.postFilter(state, pod, snapshot, diagnosis.statuses(), profile.filters());
    } catch (RuntimeException e) {
      return PostFilterResult.of(
          PluginException.of("running PostFilter plugin", plugin, e).status());
    }
  }

  private static String message(Status status) {
    return switch (status) {
      case Status.Success _ -> "";
      case Rejection rejection -> rejection.message();
      case Status.Error error -> error.message();
      case Status.Skip _, Status.Wait _ -> "unexpected status of a PostFilter plugin: " + status;
    };
  }
}
