package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.controllers.runtime.Batch;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Runs a number of equal calls in batches of 1, 2, 4 … on virtual threads, and stops after the
 * first batch with a failure: when a quota or a webhook refuses pods, one refusal is enough.
 */
final class SlowStart {

  /**
   * The result of all calls.
   *
   * @param succeeded calls that did
   * @param failures of the last batch, in no order
   */
  record Outcome(int succeeded, List<Exception> failures) {}

  private SlowStart() {}

  static Outcome run(int count, Callable<?> call) throws InterruptedException {
    var succeeded = 0;
    for (var batch = Math.min(1, count); batch > 0; ) {
      var failures = Batch.run(Collections.nCopies(batch, call));
      succeeded += batch - failures.size();
      if (!failures.isEmpty()) {
        return new Outcome(succeeded, failures);
      }
      batch = Math.min(2 * batch, count - succeeded);
    }
    return new Outcome(succeeded, List.of());
  }
}
