package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import java.util.List;
import java.util.function.ToLongFunction;

/** The scores one plugin gives to all feasible nodes. */
public final class NodeScores {

  private final List<NodeInfo> nodes;
  private final long[] scores;

  /**
   * Scores that begin with 0.
   *
   * @param nodes those that are rated; score {@code i} is that of node {@code i}
   */
  public NodeScores(List<NodeInfo> nodes) {
    this.nodes = nodes;
    scores = new long[nodes.size()];
  }

  public int size() {
    return scores.length;
  }

  public NodeInfo node(int index) {
    return nodes.get(index);
  }

  public long get(int index) {
    return scores[index];
  }

  public void set(int index, long score) {
    scores[index] = score;
  }

  /** Sets the score of every node. */
  public void setAll(ToLongFunction<NodeInfo> rate) {
    for (var i = 0; i < scores.length; i++) {
      scores[i] = rate.applyAsLong(nodes.get(i));
    }
  }

  /** The largest score, at least 0. */
  public long max() {
    var max = 0L;
    for (var score : scores) {
      max = Math.max(max, score);
    }
    return max;
  }

  /**
   * Scales the scores so that the largest becomes {@link ScorePlugin#MAX_SCORE}; when all are 0
   * they stay so.
   */
  public void scaleToMax() {
    var max = max();
    for (var i = 0; max > 0 && i < scores.length; i++) {
      scores[i] = ScorePlugin.MAX_SCORE * scores[i] / max;
    }
  }

  /** As {@link #scaleToMax}, but the smaller a score was the larger it becomes. */
  public void scaleToMaxReversed() {
    scaleToMax();
    for (var i = 0; i < scores.length; i++) {
      scores[i] = ScorePlugin.MAX_SCORE - scores[i];
    }
  }
}
