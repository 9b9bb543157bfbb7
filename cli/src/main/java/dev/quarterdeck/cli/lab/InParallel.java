package dev.quarterdeck.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** The same work on several things at once. */
final class InParallel {

  private InParallel() {}

  /** Work on one of them. */
  interface Task<T> {
    void on(T item) throws IOException, InterruptedException;
  }

  /** Does the work on each and waits for all; then throws what the first that failed threw. */
  static <T> void each(List<T> items, Task<T> task) throws IOException, InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          items.stream()
              .map(
                  item ->
                      (Callable<Void>)
                          () -> {
                            task.on(item);
                            return null;
                          })
              .toList();
      for (var result : executor.invokeAll(calls)) {
        result.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException fault -> throw fault;
        case IOException fault -> throw fault;
        case Throwable fault -> throw new IOException(fault);
      }
    }
  }
}
