package dev.quarterdeck.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one operation from many clients at once. */
final class Load {

  private Load() {}

  /** One request; {@code number} is unique within the run. */
  interface Operation {
    void run(int number) throws Exception;
  }

  /**
   * The result of a run.
   *
   * @param perSecond operations that succeeded, per second
   */
  record Result(double perSecond, Samples samples) {}

  static Result run(int clients, Duration length, Operation operation) throws Exception {
    return run(clients, length, Integer.MAX_VALUE, operation);
  }

  /** Stops after {@code length} or {@code limit} operations, whichever comes first. */
  static Result run(int clients, Duration length, int limit, Operation operation) throws Exception {
    var samples = new Samples();
    var next = new AtomicInteger();
    var start = System.nanoTime();
    var end = start + length.toNanos();
    Callable<Void> client =
        () -> {
          while (System.nanoTime() < end) {
            var number = next.getAndIncrement();
            if (number >= limit) {
              break;
            }
            var before = System.nanoTime();
            operation.run(number);
            samples.add(System.nanoTime() - before);
          }
          return null;
        };
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Void>>();
      for (var i = 0; i < clients; i++) {
        running.add(executor.submit(client));
      }
      for (var future : running) {
        future.get();
      }
    }
    return new Result(samples.count() / ((System.nanoTime() - start) / 1e9), samples);
  }
}
