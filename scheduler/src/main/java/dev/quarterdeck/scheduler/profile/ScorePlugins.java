package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.PluginException;
import dev.quarterdeck.scheduler.framework.PreScorePlugin;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs the PreScore and Score plugins of a profile and adds up their scores by weight. */
public final class ScorePlugins {

  private record Weighted(ScorePlugin plugin, long weight) {}

  private final List<PreScorePlugin> preScores;
  private final List<Weighted> scores;

  ScorePlugins(List<EnabledPlugin> enabled) {
    preScores =
        Profile.only(PreScorePlugin.class, enabled.stream().map(EnabledPlugin::plugin).toList());
    scores =
        enabled.stream()
            .filter(each -> each.plugin() instanceof ScorePlugin)
            .map(each -> new Weighted((ScorePlugin) each.plugin(), each.weight()))
            .toList();
  }

  public boolean isEmpty() {
    return scores.isEmpty();
  }

  /**
   * Rates the nodes that can take the pod.
   *
   * @param feasible at least one
   * @throws PluginException when a plugin fails or gives a score out of range
   */
  public ScoreTable score(
      CycleState state, PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var skipped = preScore(state, pod, snapshot, feasible);
    var columns = new ArrayList<ScoreTable.Column>(scores.size());
    for (var weighted : scores) {
      var plugin = weighted.plugin;
      if (!skipped.contains(plugin.name())) {
        columns.add(
            new ScoreTable.Column(
                plugin.name(), weighted.weight, rate(plugin, state, pod, feasible)));
      }
    }
    return new ScoreTable(feasible, columns);
  }

  private Set<String> preScore(
      CycleState state, PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var skipped = new HashSet<String>();
    for (var plugin : preScores) {
      switch (runPreScore(plugin, state, pod, snapshot, feasible)) {
        case Status.Success _ -> {}
        case Status.Skip _ -> skipped.add(plugin.name());
        case Status other -> throw PluginException.of("running PreScore plugin", plugin, other);
      }
    }
    return skipped;
  }

  private static Status runPreScore(
      PreScorePlugin plugin,
      CycleState state,
      PodInfo pod,
      Snapshot snapshot,
      List<NodeInfo> feasible) {
    try {
      return plugin.preScore(state, pod, snapshot, feasible);
    } catch (RuntimeException e) {
      throw PluginException.of("running PreScore plugin", plugin, e);
    }
  }

  private static NodeScores rate(
      ScorePlugin plugin, CycleState state, PodInfo pod, List<NodeInfo> feasible) {
    try {
      var rated = new NodeScores(feasible);
      plugin.score(state, pod, rated);
      plugin.normalizeScore(state, pod, rated);
      checkRange(plugin, rated);
      return rated;
    } catch (RuntimeException e) {
      throw PluginException.of("running Score plugin", plugin, e);
    }
  }

  private static void checkRange(ScorePlugin plugin, NodeScores rated) {
    for (var i = 0; i < rated.size(); i++) {
      var score = rated.get(i);
      if (score < ScorePlugin.MIN_SCORE || score > ScorePlugin.MAX_SCORE) {
        throw new IllegalStateException(
            ("plugin \"%s\" returns an invalid score %d, it should in the range of [%d, %d] after"
                    + " normalizing")
                .formatted(plugin.name(), score, ScorePlugin.MIN_SCORE, ScorePlugin.MAX_SCORE));
      }
    }
  }
}
