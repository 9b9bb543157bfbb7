package dev.quarterdeck.controllers.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes several calls at the same time, each on a virtual thread of its own. */
public final class Batch {

  private Batch() {}

  /**
   * Makes the calls and waits for all of them. Interrupting the caller interrupts them.
   *
   * @return the failures, in the order of the calls; empty when all went well
   */
  public static List<Exception> run(List<? extends Callable<?>> calls) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>(calls.size());
      calls.forEach(call -> running.add(threads.submit(call)));
      try {
        return failures(running);
      } catch (InterruptedException stopped) {
        threads.shutdownNow();
        throw stopped;
      }
    }
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
