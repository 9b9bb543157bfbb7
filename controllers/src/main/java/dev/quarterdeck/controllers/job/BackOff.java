package dev.quarterdeck.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long to wait before a failed pod is replaced: 10 s after one failure, twice as long after
 * each further one, 10 minutes at most; a success starts it anew.
 *
 * @param failures since the last success
 * @param last when the latest of them was; empty exactly when there are none
 */
record BackOff(int failures, Optional<Instant> last) {

  static final BackOff NONE = new BackOff(0, Optional.empty());

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** With pods that ended since; each is to be given once. */
  BackOff plus(List<Pod> succeeded, List<Pod> failed) {
    if (succeeded.isEmpty() && failed.isEmpty()) {
      return this;
    }
    var lastFailure = failed.stream().map(FinishTime::of).max(Instant::compareTo);
    if (succeeded.isEmpty()) {
      return new BackOff(failures + failed.size(), lastFailure);
    }
    var lastSuccess = succeeded.stream().map(FinishTime::of).max(Instant::compareTo).orElseThrow();
    var since = failed.stream().filter(pod -> FinishTime.of(pod).isAfter(lastSuccess)).count();
    return since == 0 ? NONE : new BackOff((int) since, lastFailure);
  }

  /** What is left to wait; zero for nothing. */
  Duration left(Instant now) {
    return last.map(failure -> left(failures, failure, now)).orElse(Duration.ZERO);
  }

  /** What is left to wait within an index, whose failures its pods count. */
  static Duration leftForIndex(Pod lastFailed, Instant now) {
    return left(CompletionIndex.allFailures(lastFailed) + 1, FinishTime.of(lastFailed), now);
  }

  private static Duration left(long failures, Instant lastFailure, Instant now) {
    var delay = FIRST;
    for (var i = 1; i < failures && delay.compareTo(LONGEST) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    delay = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    var left = delay.minus(Duration.between(lastFailure, now));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
