package dev.quarterdeck.model.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Time that stands still until somebody moves it with {@link #advance}: for tests and simulations.
 * Threads that sleep or wait with a limit are woken in the order of their deadlines. A test moves
 * the time, lets the woken threads {@linkplain #settle settle}, and looks at what they did:
 *
 * <p>The locks handed to {@link #await} are {@link ReentrantLock}s.
 *
 * <pre>{@code
 * time.awaitWaiters(1, realLimit); // the component sleeps
 * time.advance(Duration.ofMinutes(10));
 * time.settle(realLimit);
 * }</pre>
 */
public final class SteppedTime implements Time {

  private static final Duration POLL = Duration.ofNanos(100_000);

  private record Waiter(Instant due, long order, Runnable wake) {}

  /** Where a thread is that has waited by this time at least once. */
  private sealed interface Whereabouts {
    record Waiting(ReentrantLock lock, Condition condition) implements Whereabouts {}

    record Awake() implements Whereabouts {}
  }

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition waitersChanged = guard.newCondition();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparing(Waiter::due).thenComparingLong(Waiter::order));
  private final Map<Thread, Whereabouts> known = new ConcurrentHashMap<>();
  private final AtomicLong moves = new AtomicLong();
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
    move(waiting(lock, condition));
    try {
      condition.await();
    } finally {
      move(new Whereabouts.Awake());
    }
  }

  @Override
  public boolean await(Lock lock, Condition condition, Duration limit) throws InterruptedException {
    if (!limit.isPositive()) {
      return false;
    }
    var waiter = enter(limit, () -> signal(lock, condition));
    try {
      await(lock, condition);
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
    return awaitWaiting(() -> waiters.size() >= count, realLimit);
  }

  /**
   * Waits in real time until some thread waits for the deadline {@code due}.
   *
   * @return false when there was none for as long as {@code realLimit}
   */
  public boolean awaitDeadline(Instant due, Duration realLimit) throws InterruptedException {
    return awaitWaiting(() -> waiters.stream().anyMatch(w -> w.due.equals(due)), realLimit);
  }

  private boolean awaitWaiting(BooleanSupplier enough, Duration realLimit)
      throws InterruptedException {
    guard.lockInterruptibly();
    try {
      var left = realLimit.toNanos();
      while (!enough.getAsBoolean() && left > 0) {
        left = waitersChanged.awaitNanos(left);
      }
      return enough.getAsBoolean();
    } finally {
      guard.unlock();
    }
  }

  /**
   * Waits in real time until every other thread that has ever waited by this time waits by it again
   * or has ended, those included that were woken by a signal. A thread that does something else for
   * longer (that reads a stream, say) is waited for only once, until it has waited by this time
   * again.
   *
   * @return false when some thread was still busy after {@code realLimit}
   */
  public boolean settle(Duration realLimit) throws InterruptedException {
    var end = System.nanoTime() + realLimit.toNanos();
    while (!isSettled()) {
      if (System.nanoTime() >= end) {
        known.values().removeIf(Whereabouts.Awake.class::isInstance);
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private boolean isSettled() {
    var before = moves.get();
    known.keySet().removeIf(thread -> !thread.isAlive() || thread == Thread.currentThread());
    var waiting = new HashMap<Whereabouts.Waiting, Integer>();
    for (var whereabouts : known.values()) {
      switch (whereabouts) {
        case Whereabouts.Awake _ -> {
          return false;
        }
        case Whereabouts.Waiting at -> waiting.merge(at, 1, Integer::sum);
      }
    }
    return waiting.entrySet().stream().noneMatch(e -> isSignalled(e.getKey(), e.getValue()))
        && moves.get() == before;
  }

  /** A thread leaves the condition's queue when it is signalled, long before it runs. */
  private static boolean isSignalled(Whereabouts.Waiting at, int threads) {
    at.lock.lock();
    try {
      return at.lock.getWaitQueueLength(at.condition) != threads;
    } finally {
      at.lock.unlock();
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

  private void move(Whereabouts to) {
    known.put(Thread.currentThread(), to);
    moves.incrementAndGet();
  }

  private static Whereabouts waiting(Lock lock, Condition condition) {
    if (lock instanceof ReentrantLock reentrant) {
      return new Whereabouts.Waiting(reentrant, condition);
    }
    throw new IllegalArgumentException("stepped time cannot see who waits for a " + lock);
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
