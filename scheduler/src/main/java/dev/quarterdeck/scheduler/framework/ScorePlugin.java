package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point Score: which of the nodes that can take the pod is best? */
public interface ScorePlugin extends Plugin {

  long MAX_SCORE = 100;
  long MIN_SCORE = 0;

  /**
   * Rates the feasible nodes.
   *
   * @param scores to be set to {@link #MIN_SCORE} (worst) to {@link #MAX_SCORE}, or to any numbers
   *     that {@link #normalizeScore} brings into that range
   */
  void score(CycleState state, PodInfo pod, NodeScores scores);

  /** Brings the scores into the range, once all feasible nodes have been rated. */
  default void normalizeScore(CycleState state, PodInfo pod, NodeScores scores) {}
}
