package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import java.util.List;

/**
 * The scores of all feasible nodes.
 *
 * @param columns one for each plugin that rated them
 */
public record ScoreTable(List<NodeInfo> nodes, List<Column> columns) {

  /** The scores of one plugin, before they are multiplied by its weight. */
  public record Column(String plugin, long weight, NodeScores scores) {}

  /** What each node has in all, by the plugins' weights. */
  public long[] totals() {
    var totals = new long[nodes.size()];
    for (var column : columns) {
      for (var i = 0; i < totals.length; i++) {
        totals[i] += column.weight * column.scores.get(i);
      }
    }
    return totals;
  }
}
