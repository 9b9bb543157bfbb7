package dev.quarterdeck.client.queue;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys waiting to be worked on, with client-go's workqueue guarantees: a key waits at most once; a
 * key in work is never handed out a second time at once; a key added while in work waits again when
 * it is {@link #done}. It is bounded by the number of distinct keys.
 */
public final class WorkQueue<K> implements AutoCloseable {

  /** Kubernetes' default per-key back-off, capped so that nothing sleeps longer than 5 minutes. */
  public static final Backoff DEFAULT_BACKOFF =
      new Backoff(Duration.ofMillis(5), Duration.ofMinutes(5));

  private record Delayed<K>(K key, Instant due, long order) {}

  private final Time time;
  private final Backoff backoff;
  private final QueueMetrics<K> metrics;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<K> ready = new ArrayDeque<>();
  private final Set<K> dirty = new HashSet<>();
  private final Set<K> inFlight = new HashSet<>();
  private final Map<K, Delayed<K>> delayed = new HashMap<>();
  private final PriorityQueue<Delayed<K>> heap =
      new PriorityQueue<>(
          (a, b) -> {
            var byDue = a.due.compareTo(b.due);
            return byDue != 0 ? byDue : Long.compare(a.order, b.order);
          });
  private final Map<K, Integer> failures = new HashMap<>();
  private long order;
  private boolean closed;

  /**
   * @param name the {@code name} label of its metrics
   */
  public WorkQueue(String name, Time time, MeterRegistry registry) {
    this(name, DEFAULT_BACKOFF, time, registry);
  }

  /**
   * @param time tells when delayed keys are due
   */
  public WorkQueue(String name, Backoff backoff, Time time, MeterRegistry registry) {
    this.time = time;
    this.backoff = backoff;
    this.metrics = new QueueMetrics<>(name, time, registry, this::depth);
  }

  /** Adds a key now; nothing happens when it already waits. */
  public void add(K key) {
    locked(() -> enqueue(key));
  }

  /** Adds a key once {@code delay} has passed; the earliest of several delays counts. */
  public void addAfter(K key, Duration delay) {
    locked(
        () -> {
          if (!delay.isPositive()) {
            enqueue(key);
          } else {
            delay(key, time.instant().plus(delay));
          }
        });
  }

  /** Adds a key after its own back-off, which doubles with each call until {@link #forget}. */
  public void addRateLimited(K key) {
    locked(
        () -> {
          var failed = failures.merge(key, 1, Integer::sum);
          metrics.retried();
          delay(key, time.instant().plus(backoff.after(failed - 1)));
        });
  }

  /** Resets the back-off of a key that was worked on without a failure. */
  public void forget(K key) {
    locked(() -> failures.remove(key));
  }

  /** How often the key was added rate limited since it was last forgotten. */
  public int failures(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next key, which is in work until {@link #done}.
   *
   * @return empty once the queue is closed
   */
  public Optional<K> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        var wait = promote();
        if (!ready.isEmpty()) {
          return Optional.of(start());
        }
        if (wait == null) {
          time.await(lock, changed);
        } else {
          time.await(lock, changed, wait);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The next key if one is ready now. */
  public Optional<K> poll() {
    lock.lock();
    try {
      promote();
      return closed || ready.isEmpty() ? Optional.empty() : Optional.of(start());
    } finally {
      lock.unlock();
    }
  }

  /** The key is no longer in work; it waits again when it was added meanwhile. */
  public void done(K key) {
    locked(
        () -> {
          if (inFlight.remove(key)) {
            metrics.finished(key);
          }
          if (dirty.contains(key) && !closed) {
            ready.add(key);
            changed.signal();
          }
        });
  }

  /** Keys ready to be handed out, those delayed or in work not counted. */
  public int depth() {
    lock.lock();
    try {
      return ready.size();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes every taker; later adds are dropped. */
  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          changed.signalAll();
          metrics.end();
        });
  }

  private void enqueue(K key) {
    var waiting = delayed.remove(key);
    if (waiting != null) {
      heap.remove(waiting);
    }
    if (closed || !dirty.add(key)) {
      return;
    }
    metrics.added(key);
    if (!inFlight.contains(key)) {
      ready.add(key);
      changed.signal();
    }
  }

  private void delay(K key, Instant due) {
    var known = delayed.get(key);
    if (closed || dirty.contains(key) || (known != null && !due.isBefore(known.due))) {
      return;
    }
    if (known != null) {
      heap.remove(known);
    }
    var entry = new Delayed<>(key, due, order++);
    delayed.put(key, entry);
    heap.add(entry);
    changed.signal();
  }

  /** Moves what is due to the ready keys; returns the wait for the next one, null for none. */
  private Duration promote() {
    var now = time.instant();
    while (!heap.isEmpty() && !heap.peek().due.isAfter(now)) {
      enqueue(heap.peek().key);
    }
    return heap.isEmpty() ? null : Duration.between(now, heap.peek().due);
  }

  private K start() {
    var key = ready.poll();
    dirty.remove(key);
    inFlight.add(key);
    metrics.started(key);
    if (!ready.isEmpty() || !heap.isEmpty()) {
      changed.signal(); // Someone else must serve the rest, or keep time for the delayed.
    }
    return key;
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
