package dev.quarterdeck.controllers.replicaset;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs a number of equal calls in batches of 1, 2, 4 … on virtual threads, and stops after the
 * first batch with a failure: when a quota or a webhook refuses pods, one refusal is enough.
 */
final class SlowStart {

  /**
   * How it went.
   *
   * @param succeeded calls that did
   * @param failures of the last batch, in no order
   */
  record Outcome(int succeeded, List<Exception> failures) {}

  private SlowStart() {}

  static Outcome run(int count, Callable<?> call) throws InterruptedException {
    var succeeded = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var batch = Math.min(1, count); batch > 0; ) {
        var running = new ArrayList<Future<?>>(batch);
        for (var i = 0; i < batch; i++) {
          running.add(threads.submit(call));
        }
        var failures = failures(running);
        succeeded += batch - failures.size();
        if (!failures.isEmpty()) {
          return new Outcome(succeeded, failures);
        }
        batch = Math.min(2 * batch, count - succeeded);
      }
    }
    return new Outcome(succeeded, List.of());
  }

  private static List<Exception> failures(List<Future<?>> running) throws InterruptedException {
    var failures = new ArrayList<Exception>();
    for (var future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failures.add(e.getCause() instanceof Exception cause ? cause : e);
      }
    }
    return failures;
  }
}
