package dev.quarterdeck.client.background;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a virtual thread of its own, until it is done or closed. Work that throws is logged and
 * run again after a back-off of 1 s to 1 min; meanwhile {@link #failure} tells its owner why.
 */
public final class Background implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Backoff RESTART = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  /**
   * What the thread does. Being interrupted, which is how it is closed, is no failure. After a
   * failure it is called again, so it must be able to begin anew.
   */
  @FunctionalInterface
  public interface Work {
    void run() throws InterruptedException;
  }

  private final Work work;
  private final Duration stopLimit;
  private final Time time;
  private final Thread thread;
  private volatile Throwable failure;

  /** Work that ends within five seconds of being interrupted. */
  public Background(String name, Time time, Work work) {
    this(name, STOP_LIMIT, time, work);
  }

  /**
   * @param name of the thread
   * @param stopLimit how long closing waits, in real time, for the work to end
   * @param time of the waits between a failure and the next run
   */
  public Background(String name, Duration stopLimit, Time time, Work work) {
    this.work = work;
    this.stopLimit = stopLimit;
    this.time = time;
    thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** Begins; call once. */
  public Background start() {
    thread.start();
    return this;
  }

  /** What ended the last run, while the work waits to be run again; else empty. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try {
      var failures = 0;
      while (true) {
        var begun = time.nanos();
        if (runOnce()) {
          return;
        }
        if (time.nanos() - begun > RESTART.cap().toNanos()) {
          failures = 0;
        }
        time.sleep(RESTART.after(failures++));
        failure = null;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** True when the work is done. */
  private boolean runOnce() throws InterruptedException {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread().isInterrupted()) {
        return true; // The failure is our own stopping.
      }
      failure = e;
      LOG.error("work failed and will be run again thread={}", thread.getName(), e);
      return false;
    }
  }

  /** Interrupts the work and waits for it to end, up to the stop limit. */
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
