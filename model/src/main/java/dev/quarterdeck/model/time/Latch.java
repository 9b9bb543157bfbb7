package dev.quarterdeck.model.time;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Opens once; threads wait until it is open, with a limit in the time that it was made with. */
public final class Latch {

  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean open;

  public Latch(Time time) {
    this.time = time;
  }

  /** Lets every thread pass, now and later. */
  public void open() {
    lock.lock();
    try {
      open = true;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the latch is open. */
  public void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!open) {
        time.await(lock, opened);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the latch is open.
   *
   * @return false when {@code limit} passed first
   */
  public boolean await(Duration limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var begun = time.nanos();
      var left = limit;
      while (!open && left.isPositive()) {
        time.await(lock, opened, left);
        left = limit.minusNanos(time.nanos() - begun);
      }
      return open;
    } finally {
      lock.unlock();
    }
  }
}
