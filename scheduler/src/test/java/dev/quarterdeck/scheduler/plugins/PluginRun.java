package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.Status.Rejection;
import dev.quarterdeck.scheduler.profile.EnabledPlugin;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs one plugin for one pod on the nodes of a snapshot. */
public final class PluginRun {

  private final Profile profile;
  private final PodInfo pod;
  private final Snapshot snapshot;
  private final CycleState state = new CycleState();

  private PluginRun(Plugin plugin, PodInfo pod, Snapshot snapshot) {
    profile = new Profile("default-scheduler", 0, List.of(new EnabledPlugin(plugin)));
    this.pod = pod;
    this.snapshot = snapshot;
  }

  public static PluginRun of(Plugin plugin, PodInfo pod, NodeInfo... nodes) {
    return of(plugin, pod, Snapshot.of(List.of(nodes)));
  }

  public static PluginRun of(Plugin plugin, PodInfo pod, Snapshot snapshot) {
    return new PluginRun(plugin, pod, snapshot);
  }

  /** What the plugin says of each node at Filter, or of all of them at PreFilter. */
  public List<Status> statuses() {
    var prefiltered = profile.filters().preFilter(state, pod, snapshot);
    return snapshot.nodes().stream()
        .map(
            node ->
                prefiltered.status() instanceof Rejection rejection
                    ? rejection
                    : profile.filters().filter(state, pod, node, snapshot))
        .toList();
  }

  /** The reasons against each node; the empty text for none. */
  public List<String> reasons() {
    return statuses().stream()
        .map(status -> status instanceof Rejection r ? String.join(" + ", r.reasons()) : "")
        .toList();
  }

  /** The scores of the first {@code count} nodes, the feasible ones; empty when it skips. */
  public Optional<long[]> scores(int count) {
    var feasible = snapshot.nodes().subList(0, count);
    var columns = profile.scores().score(state, pod, snapshot, feasible).columns();
    return columns.isEmpty() ? Optional.empty() : Optional.of(array(columns.getFirst().scores()));
  }

  /** The scores of all nodes. */
  public Optional<long[]> scores() {
    return scores(snapshot.nodes().size());
  }

  private static long[] array(NodeScores scores) {
    return IntStream.range(0, scores.size()).mapToLong(scores::get).toArray();
  }

  public Profile profile() {
    return profile;
  }

  public CycleState state() {
    return state;
  }
}
