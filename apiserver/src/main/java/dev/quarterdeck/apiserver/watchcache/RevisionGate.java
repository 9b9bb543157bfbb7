package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets readers wait until the image has come as far as they need. */
final class RevisionGate {

  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile long reached;

  RevisionGate(Time time) {
    this.time = time;
  }

  long reached() {
    return reached;
  }

  /** Called by the writer alone. The revision may go back when the store lost data. */
  void reached(long revision) {
    lock.lock();
    try {
      reached = revision;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether {@code revision} was reached in time.
   *
   * @throws ApiFault SERVICE_UNAVAILABLE when interrupted
   */
  boolean await(long revision, Duration timeout) {
    if (reached >= revision) {
      return true;
    }
    var deadline = time.nanos() + timeout.toNanos();
    lock.lock();
    try {
      var left = timeout;
      while (reached < revision && left.isPositive()) {
        time.await(lock, moved, left);
        left = Duration.ofNanos(deadline - time.nanos());
      }
      return reached >= revision;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
    } finally {
      lock.unlock();
    }
  }
}
