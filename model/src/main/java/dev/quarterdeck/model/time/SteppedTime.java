package dev.quarterdeck.model.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Time that stands still until somebody moves it with {@link #advance}: for tests and simulations.
 * Threads that sleep or wait with a limit are woken in the order of their deadlines.
 */
public final class SteppedTime implements Time {

  private record Waiter(Instant due, long order, Runnable wake) {}

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition waitersChanged = guard.newCondition();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparing(Waiter::due).thenComparingLong(Waiter::order));
  private final Instant origin;
  private Instant now;
  private long order;

  public SteppedTime(Instant start) {
    origin = start;
    now = start;
  }

  @Override
  public Instant instant() {
    guard.lock();
    try {
      return now;
    } finally {
      guard.unlock();
    }
  }

  @Override
  public long nanos() {
    return Duration.between(origin, instant()).toNanos();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (!duration.isPositive()) {
      return;
    }
    var lock = new ReentrantLock();
    var woken = lock.newCondition();
    lock.lockInterruptibly();
    try {
      var end = instant().plus(duration);
      var left = duration;
      while (left.isPositive()) {
        await(lock, woken, left);
        left = Duration.between(instant(), end);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void await(Lock lock, Condition condition) throws InterruptedException {
    condition.await();
  }

  @Override
  public boolean await(Lock lock, Condition condition, Duration limit) throws InterruptedException {
    if (!limit.isPositive()) {
      return false;
    }
    var waiter = enter(limit, () -> signal(lock, condition));
    try {
      condition.await();
    } finally {
      leave(waiter);
    }
    return instant().isBefore(waiter.due);
  }

  /**
   * Moves time forward by {@code step}, stopping at each deadline on the way. It wakes those who
   * wait for it and does not wait for what they do next.
   */
  public void advance(Duration step) {
    var target = instant().plus(step);
    for (var due = due(target); !due.isEmpty(); due = due(target)) {
      due.forEach(waiter -> waiter.wake.run());
    }
    guard.lock();
    try {
      now = target;
    } finally {
      guard.unlock();
    }
  }

  /** The earliest deadline that some thread waits for. */
  public Optional<Instant> nextDeadline() {
    guard.lock();
    try {
      return Optional.ofNullable(waiters.peek()).map(Waiter::due);
    } finally {
      guard.unlock();
    }
  }

  /**
   * Waits in real time until {@code count} threads or more wait for a deadline.
   *
   * @return false when there were fewer for as long as {@code realLimit}
   */
  public boolean awaitWaiters(int count, Duration realLimit) throws InterruptedException {
    guard.lockInterruptibly();
    try {
      var left = realLimit.toNanos();
      while (waiters.size() < count && left > 0) {
        left = waitersChanged.awaitNanos(left);
      }
      return waiters.size() >= count;
    } finally {
      guard.unlock();
    }
  }

  /** Takes out the waiters with the earliest deadline until {@code target}, and goes there. */
  private List<Waiter> due(Instant target) {
    guard.lock();
    try {
      var due = new ArrayList<Waiter>();
      if (waiters.isEmpty() || waiters.peek().due.isAfter(target)) {
        return due;
      }
      var deadline = waiters.peek().due;
      now = deadline.isAfter(now) ? deadline : now;
      while (!waiters.isEmpty() && !waiters.peek().due.isAfter(now)) {
        due.add(waiters.poll());
      }
      return due;
    } finally {
      guard.unlock();
    }
  }

  private Waiter enter(Duration limit, Runnable wake) {
    guard.lock();
    try {
      var waiter = new Waiter(now.plus(limit), order++, wake);
      waiters.add(waiter);
      waitersChanged.signalAll();
      return waiter;
    } finally {
      guard.unlock();
    }
  }

  private void leave(Waiter waiter) {
    guard.lock();
    try {
      waiters.remove(waiter);
    } finally {
      guard.unlock();
    }
  }

  private static void signal(Lock lock, Condition condition) {
    lock.lock();
    try {
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
