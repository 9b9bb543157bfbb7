package dev.quarterdeck.apiserver.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A {@link Store} in memory with etcd's semantics: one revision counter, bounded history for
 * watches and reads of the past. Nothing survives the process.
 */
public final class MemoryStore implements Store {

  /** How many changes are kept for watches and old reads unless said otherwise. */
  public static final int DEFAULT_HISTORY = 10_000;

  private static final Duration LONGEST_SWEEP_PAUSE = Duration.ofSeconds(1);

  /**
   * @param expires null for never
   */
  private record Entry(byte[] value, long modRevision, Instant expires) {}

  /** A change and what it replaced (null: nothing), so that the past can be rebuilt. */
  private record Change(Event event, Entry before) {}

  private record Expiry(Instant at, String key) {}

  private final InstantSource clock;
  private final int historyLimit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final NavigableMap<Long, Change> history = new TreeMap<>();
  private final PriorityQueue<Expiry> expiries =
      new PriorityQueue<>(Comparator.comparing(Expiry::at));
  private final Thread sweeper;
  private long revision = 1;
  private long compacted;
  private boolean closed;

  public MemoryStore() {
    this(InstantSource.system(), DEFAULT_HISTORY);
  }

  /**
   * @param clock decides when a time to live is over
   * @param historyLimit changes to keep, above zero
   */
  public MemoryStore(InstantSource clock, int historyLimit) {
    this.clock = clock;
    this.historyLimit = historyLimit;
    this.sweeper = Thread.ofVirtual().name("memory-store-expiry").start(this::sweep);
  }

  @Override
  public Optional<Stored> get(String key) {
    lock.lock();
    try {
      open();
      return stored(key, entries.get(key));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Page list(String prefix, String after, int limit, long atRevision) {
    lock.lock();
    try {
      open();
      if (atRevision > revision) {
        throw Revisions.tooLarge(atRevision, revision);
      }
      if (atRevision > 0 && atRevision < compacted) {
        throw new CompactedException(compacted);
      }
      var from = after.compareTo(prefix) < 0 ? prefix : after;
      var range = entries.subMap(from, from.equals(prefix), KeyRange.endOf(prefix), false);
      return atRevision == 0 || atRevision == revision
          ? page(range, limit, revision)
          : page(asOf(atRevision, range, prefix, from), limit, atRevision);
    } finally {
      lock.unlock();
    }
  }

  /** Takes back, newest first, what happened in the range after {@code atRevision}. */
  private NavigableMap<String, Entry> asOf(
      long atRevision, NavigableMap<String, Entry> range, String prefix, String from) {
    var past = new TreeMap<>(range);
    for (var change : history.tailMap(atRevision, false).descendingMap().values()) {
      var key = change.event.key();
      if (!key.startsWith(prefix) || key.compareTo(from) < 0 || key.equals(from)) {
        continue;
      }
      if (change.before == null) {
        past.remove(key);
      } else {
        past.put(key, change.before);
      }
    }
    return past;
  }

  private static Page page(NavigableMap<String, Entry> range, int limit, long revision) {
    var size = range.size();
    var take = limit == 0 ? size : Math.min(limit, size);
    var values = new ArrayList<Stored>(take);
    for (var entry : range.entrySet()) {
      if (values.size() == take) {
        break;
      }
      values.add(stored(entry.getKey(), entry.getValue()).orElseThrow());
    }
    return new Page(values, revision, take < size, size - take);
  }

  @Override
  public WriteResult create(String key, byte[] value, Duration timeToLive) {
    lock.lock();
    try {
      open();
      var current = entries.get(key);
      if (current != null) {
        return new WriteResult.Refused(stored(key, current));
      }
      var expires = timeToLive == null ? null : clock.instant().plus(timeToLive);
      return put(key, value, null, expires);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    lock.lock();
    try {
      open();
      var current = entries.get(key);
      return current == null || current.modRevision != expectedRevision
          ? new WriteResult.Refused(stored(key, current))
          : put(key, value, current, current.expires);
    } finally {
      lock.unlock();
    }
  }

  private WriteResult put(String key, byte[] value, Entry before, Instant expires) {
    var next = revision + 1;
    entries.put(key, new Entry(value, next, expires));
    if (expires != null && before == null) {
      expiries.add(new Expiry(expires, key));
    }
    commit(new Event.Put(key, value, next, before == null), before);
    return new WriteResult.Written(next);
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    lock.lock();
    try {
      open();
      var current = entries.get(key);
      if (current == null || current.modRevision != expectedRevision) {
        return new WriteResult.Refused(stored(key, current));
      }
      return new WriteResult.Written(remove(key, current));
    } finally {
      lock.unlock();
    }
  }

  private long remove(String key, Entry current) {
    entries.remove(key);
    commit(new Event.Delete(key, revision + 1), current);
    return revision;
  }

  private void commit(Event event, Entry before) {
    revision = event.revision();
    history.put(revision, new Change(event, before));
    if (history.size() > historyLimit) {
      compacted = history.pollFirstEntry().getKey();
    }
    changed.signalAll();
  }

  @Override
  public long currentRevision() {
    lock.lock();
    try {
      open();
      return revision;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Watch watch(String prefix, long fromRevision, Listener listener) {
    return new MemoryWatch(prefix, fromRevision, listener);
  }

  @Override
  public void compact(long upTo) {
    lock.lock();
    try {
      open();
      if (upTo > revision) {
        throw Revisions.tooLarge(upTo, revision);
      }
      history.headMap(upTo, true).clear();
      compacted = Math.max(compacted, upTo);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    sweeper.interrupt();
  }

  /** Every call passes here, lock held: expiry needs no thread to be seen, only to be told. */
  private void open() {
    if (closed) {
      throw StoreFaults.closed();
    }
    dropExpired();
  }

  private void dropExpired() {
    var now = clock.instant();
    while (!expiries.isEmpty() && !expiries.peek().at.isAfter(now)) {
      var expiry = expiries.poll();
      var entry = entries.get(expiry.key);
      if (entry != null && expiry.at.equals(entry.expires)) {
        remove(expiry.key, entry);
      }
    }
  }

  private void sweep() {
    lock.lock();
    try {
      while (!closed) {
        dropExpired();
        var pause = LONGEST_SWEEP_PAUSE;
        if (!expiries.isEmpty()) {
          var left = Duration.between(clock.instant(), expiries.peek().at);
          pause = left.compareTo(pause) < 0 ? left : pause;
        }
        changed.await(Math.max(pause.toNanos(), 1_000_000), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Only close() interrupts.
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Stored> stored(String key, Entry entry) {
    return entry == null
        ? Optional.empty()
        : Optional.of(new Stored(key, entry.value, entry.modRevision));
  }

  /** One watch: a cursor over the history and the thread that moves it. */
  private final class MemoryWatch implements Watch {
    private final String prefix;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean over;
    private long seen;

    /** What to tell next; exactly one of the three. */
    private sealed interface News {
      record Events(List<Event> events, long upTo) implements News {}

      record Progress(long revision) implements News {}

      record Ended(long compactedRevision, Throwable cause) implements News {}
    }

    MemoryWatch(String prefix, long fromRevision, Listener listener) {
      this.prefix = prefix;
      this.listener = listener;
      this.seen = fromRevision - 1;
      this.thread = Thread.ofVirtual().name("memory-store-watch").start(this::run);
    }

    private void run() {
      try {
        while (!over) {
          switch (next()) {
            case News.Events(var events, var upTo) -> {
              listener.events(events);
              if (upTo > events.getLast().revision()) {
                listener.progress(upTo);
              }
            }
            case News.Progress(var at) -> listener.progress(at);
            case News.Ended(var compactedRevision, var cause) -> {
              over = true;
              listener.ended(compactedRevision, cause);
            }
          }
        }
      } catch (InterruptedException e) {
        over = true; // Closed: the listener is not called again.
      } catch (RuntimeException e) {
        over = true;
        listener.ended(0, e); // A listener's defect ends its own watch only.
      }
    }

    private News next() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (!closed && seen >= revision) {
          changed.await();
        }
        if (closed) {
          return new News.Ended(0, StoreFaults.closed());
        }
        if (seen < compacted) {
          return new News.Ended(compacted, new CompactedException(compacted));
        }
        var events =
            history.tailMap(seen, false).values().stream()
                .map(Change::event)
                .filter(event -> event.key().startsWith(prefix))
                .toList();
        seen = revision;
        return events.isEmpty() ? new News.Progress(seen) : new News.Events(events, seen);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      over = true;
      thread.interrupt();
    }
  }
}
