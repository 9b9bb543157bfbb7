package dev.quarterdeck.controllers.runtime;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Makes calls in batches of 1, 2, 4 … at the same time, and stops after the first batch with a
 * failure: when a quota or a webhook refuses pods, one refusal is enough.
 */
public final class SlowStart {

  /**
   * The result of all calls.
   *
   * @param tried calls that were made, the first ones
   * @param failures of the last batch, in the order of its calls
   */
  public record Outcome(int tried, List<Exception> failures) {

    public int succeeded() {
      return tried - failures.size();
    }
  }

  private SlowStart() {}

  public static Outcome run(List<? extends Callable<?>> calls) throws InterruptedException {
    var tried = 0;
    for (var batch = Math.min(1, calls.size()); batch > 0; ) {
      var failures = Batch.run(calls.subList(tried, tried + batch));
      tried += batch;
      if (!failures.isEmpty()) {
        return new Outcome(tried, failures);
      }
      batch = Math.min(2 * batch, calls.size() - tried);
    }
    return new Outcome(tried, List.of());
  }
}
