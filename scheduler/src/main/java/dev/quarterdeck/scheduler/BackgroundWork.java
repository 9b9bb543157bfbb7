package dev.quarterdeck.scheduler;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's writes to the API server, beside deciding. Only so many are under way at once: a
 * slow API server slows deciding down instead of piling up work.
 */
final class BackgroundWork {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

  /** Being interrupted is how it is stopped. */
  interface Work {
    void run() throws InterruptedException;
  }

  private final Semaphore slots;
  private final ExecutorService writing = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

  BackgroundWork(int slots) {
    this.slots = new Semaphore(slots);
  }

  /** Waits for a slot and starts the work in it. */
  void start(Work work) throws InterruptedException {
    slots.acquire();
    try {
      execute(
          writing,
          () -> {
            try {
              work.run();
            } finally {
              slots.release();
            }
          });
    } catch (InterruptedException closing) {
      slots.release();
      throw closing;
    }
  }

  /** Starts work that takes no slot because it only waits; it may {@link #start} other work. */
  void startWaiting(Work work) throws InterruptedException {
    execute(waiting, work);
  }

  private static void execute(ExecutorService threads, Work work) throws InterruptedException {
    try {
      threads.execute(() -> run(work));
    } catch (RejectedExecutionException closing) {
      throw new InterruptedException("closing");
    }
  }

  private static void run(Work work) {
    try {
      work.run();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("background work failed", e);
    }
  }

  /** Ends all waiting at once; work under way may end within the limit, then it is interrupted. */
  void close(Duration limit) {
    waiting.shutdownNow();
    writing.shutdown();
    try {
      if (!writing.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        writing.shutdownNow();
      }
    } catch (InterruptedException e) {
      writing.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
