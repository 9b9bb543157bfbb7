package dev.quarterdeck.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;

/** What to do about a job's pods. */
sealed interface PodChange {

  /** Nothing yet: not all that was done before has been seen, or the job is being deleted. */
  record Hold() implements PodChange {}

  /** There are as many as wanted. */
  record Nothing() implements PodChange {}

  /** Nothing until the back-off after failures is over. */
  record Wait(Duration left) implements PodChange {}

  /** The job ends: delete its active pods, which are counted afterwards. */
  record End(List<Pod> pods) implements PodChange {}

  /** Delete these, and never count them. */
  record Remove(List<Pod> pods) implements PodChange {}

  /** Make these. */
  record Create(List<NewPod> pods) implements PodChange {}

  /**
   * A pod to make.
   *
   * @param index {@link CompletionIndex#UNKNOWN} in a NonIndexed job
   * @param failures as its annotations will say
   * @param ignoredFailures likewise
   */
  record NewPod(int index, int failures, int ignoredFailures) {

    static final NewPod PLAIN = new NewPod(CompletionIndex.UNKNOWN, 0, 0);

    static NewPod first(int index) {
      return new NewPod(index, 0, 0);
    }
  }
}
