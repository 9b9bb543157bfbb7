package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.apiserver.store.Store.Event;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory store's revision counter and its latest changes, with the lock that guards the whole
 * store: all methods but the lock's and {@link #next} are called under it.
 */
final class MemoryHistory {

  /** A change and what it replaced (null: nothing), so that the past can be rebuilt. */
  record Change(Event event, MemoryStore.Entry before) {}

  /** What to tell a watch next. */
  sealed interface News {
    /** All revisions up to {@code upTo} are in {@code events}, which may be empty. */
    record Changes(List<Event> events, long upTo) implements News {}

    record Ended(long compactedRevision, Throwable cause) implements News {}
  }

  private final int limit;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NavigableMap<Long, Change> changes = new TreeMap<>();
  private long revision = 1;
  private long compacted;
  private boolean closed;

  MemoryHistory(int limit, Time time) {
    this.limit = limit;
    this.time = time;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  long revision() {
    return revision;
  }

  long compacted() {
    return compacted;
  }

  boolean closed() {
    return closed;
  }

  /** Records the change that makes the next revision. */
  void add(Event event, MemoryStore.Entry before) {
    revision = event.revision();
    changes.put(revision, new Change(event, before));
    if (changes.size() > limit) {
      compacted = changes.pollFirstEntry().getKey();
    }
    changed.signalAll();
  }

  /** What happened after {@code since}, newest first. */
  Collection<Change> backTo(long since) {
    return changes.tailMap(since, false).descendingMap().values();
  }

  void compact(long upTo) {
    changes.headMap(upTo, true).clear();
    compacted = Math.max(compacted, upTo);
  }

  void close() {
    closed = true;
    changed.signalAll();
  }

  /** Waits for a change; gives up the lock meanwhile. */
  void await() throws InterruptedException {
    time.await(lock, changed);
  }

  /** As {@link #await()}, at most for {@code limit}. */
  void await(Duration limit) throws InterruptedException {
    time.await(lock, changed, limit);
  }

  /** Waits until there is something after revision {@code seen}, and tells it. Takes the lock. */
  News next(long seen, String prefix) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && seen >= revision) {
        await();
      }
      if (closed) {
        return new News.Ended(0, StoreFaults.closed());
      }
      if (seen < compacted) {
        return new News.Ended(compacted, new Store.CompactedException(compacted));
      }
      var events =
          changes.tailMap(seen, false).values().stream()
              .map(Change::event)
              .filter(event -> event.key().startsWith(prefix))
              .toList();
      return new News.Changes(events, revision);
    } finally {
      lock.unlock();
    }
  }
}
