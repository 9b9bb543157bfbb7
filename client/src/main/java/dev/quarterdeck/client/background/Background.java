package dev.quarterdeck.client.background;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work on a virtual thread of its own, until it is done or closed. */
public final class Background implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** What the thread does. Being interrupted, which is how it is closed, is no failure. */
  @FunctionalInterface
  public interface Work {
    void run() throws InterruptedException;
  }

  private final Work work;
  private final Duration stopLimit;
  private final Thread thread;

  /** Work that ends within five seconds of being interrupted. */
  public Background(String name, Work work) {
    this(name, STOP_LIMIT, work);
  }

  /**
   * @param name of the thread
   * @param stopLimit how long closing waits for the work to end
   */
  public Background(String name, Duration stopLimit, Work work) {
    this.work = work;
    this.stopLimit = stopLimit;
    thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** Begins; call once. */
  public Background start() {
    thread.start();
    return this;
  }

  private void run() {
    try {
      work.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts the work and waits, not for long, for it to end. Nothing started, nothing done. */
  @Override
  public void close() {
    closeAll(List.of(this));
  }

  /** As {@link #close}, of several whose work ends at the same time. */
  public static void closeAll(Collection<Background> all) {
    all.forEach(one -> one.thread.interrupt());
    try {
      for (var one : all) {
        one.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void join() throws InterruptedException {
    if (thread.getState() != Thread.State.NEW && !thread.join(stopLimit)) {
      LOG.warn("work did not stop in time thread={}", thread.getName());
    }
  }
}
