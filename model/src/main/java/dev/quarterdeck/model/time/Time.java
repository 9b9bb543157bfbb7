package dev.quarterdeck.model.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The time that a component lives by: the wall clock, a monotonic counter, and every wait that ends
 * because time passes. Components take it in their constructor; {@link #system} is the machine's,
 * {@link SteppedTime} is moved by hand. Deadlines of network and file I/O are not its matter: those
 * stay in real time.
 */
public interface Time extends InstantSource {

  /** Nanoseconds since an arbitrary origin; never goes back. Only differences have a meaning. */
  long nanos();

  /** Waits for {@code duration}; returns at once when it is not positive. */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Waits until {@code condition} is signalled. May return early, so callers check in a loop.
   *
   * @param lock the condition's own lock, held by the caller
   */
  void await(Lock lock, Condition condition) throws InterruptedException;

  /**
   * Waits until {@code condition} is signalled or {@code limit} has passed. May return early, so
   * callers check in a loop.
   *
   * @param lock the condition's own lock, held by the caller
   * @return false when the limit has passed
   */
  boolean await(Lock lock, Condition condition, Duration limit) throws InterruptedException;

  /** The machine's own time. */
  static Time system() {
    return SystemTime.INSTANCE;
  }
}
