package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A {@link Store} in memory with etcd's semantics: one revision counter, bounded history for
 * watches and reads of the past. Nothing survives the process.
 */
public final class MemoryStore implements Store {

  /** How many changes are kept for watches and old reads unless said otherwise. */
  public static final int DEFAULT_HISTORY = 10_000;

  /**
   * @param expires null for never
   */
  record Entry(byte[] value, long modRevision, Instant expires) {}

  private record Expiry(Instant at, String key) {}

  private final Time time;
  private final MemoryHistory history;
  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final PriorityQueue<Expiry> expiries =
      new PriorityQueue<>(Comparator.comparing(Expiry::at));
  private final Background sweeper;

  public MemoryStore() {
    this(Time.system(), DEFAULT_HISTORY);
  }

  /**
   * @param time in which keys live
   * @param historyLimit changes to keep, above zero
   */
  public MemoryStore(Time time, int historyLimit) {
    this.time = time;
    this.history = new MemoryHistory(historyLimit, time);
    this.sweeper = new Background("memory-store-expiry", time, this::sweep).start();
  }

  /** Every call passes here: expiry needs no thread to be seen, only to be told. */
  private <T> T locked(Supplier<T> call) {
    history.lock();
    try {
      if (history.closed()) {
        throw StoreFaults.closed();
      }
      dropExpired();
      return call.get();
    } finally {
      history.unlock();
    }
  }

  @Override
  public Optional<Stored> get(String key) {
    return locked(() -> stored(key, entries.get(key)));
  }

  @Override
  public Page list(String prefix, String after, int limit, long revision) {
    return locked(
        () -> {
          if (revision > history.revision()) {
            throw RevisionFaults.tooLarge(revision, history.revision());
          }
          if (revision > 0 && revision < history.compacted()) {
            throw new CompactedException(history.compacted());
          }
          var inclusive = after.compareTo(prefix) < 0;
          var from = inclusive ? prefix : after;
          var at = revision == 0 ? history.revision() : revision;
          return page(asOf(at).subMap(from, inclusive, KeyRange.endOf(prefix), false), limit, at);
        });
  }

  /** The entries as they were: takes back, newest first, what happened since. */
  private NavigableMap<String, Entry> asOf(long revision) {
    if (revision == history.revision()) {
      return entries;
    }
    var past = new TreeMap<>(entries);
    for (var change : history.backTo(revision)) {
      if (change.before() == null) {
        past.remove(change.event().key());
      } else {
        past.put(change.event().key(), change.before());
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
    return locked(
        () -> {
          var current = entries.get(key);
          if (current != null) {
            return new WriteResult.Refused(stored(key, current));
          }
          return put(key, value, null, expiry(key, timeToLive));
        });
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    return locked(
        () -> {
          var current = entries.get(key);
          return current == null || current.modRevision != expectedRevision
              ? new WriteResult.Refused(stored(key, current))
              : put(key, value, current, current.expires);
        });
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision, Duration timeToLive) {
    return locked(
        () -> {
          var current = entries.get(key);
          return current == null || current.modRevision != expectedRevision
              ? new WriteResult.Refused(stored(key, current))
              : put(key, value, current, expiry(key, timeToLive));
        });
  }

  /** When a key written now is over; null for never. */
  private Instant expiry(String key, Duration timeToLive) {
    if (timeToLive == null) {
      return null;
    }
    var expires = time.instant().plus(timeToLive);
    expiries.add(new Expiry(expires, key));
    return expires;
  }

  private WriteResult put(String key, byte[] value, Entry before, Instant expires) {
    var revision = history.revision() + 1;
    entries.put(key, new Entry(value, revision, expires));
    history.add(new Event.Put(key, value, revision, before == null), before);
    return new WriteResult.Written(revision);
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    return locked(
        () -> {
          var current = entries.get(key);
          if (current == null || current.modRevision != expectedRevision) {
            return new WriteResult.Refused(stored(key, current));
          }
          remove(key, current);
          return new WriteResult.Written(history.revision());
        });
  }

  private void remove(String key, Entry current) {
    entries.remove(key);
    history.add(new Event.Delete(key, history.revision() + 1), current);
  }

  @Override
  public long currentRevision() {
    return locked(history::revision);
  }

  @Override
  public Watch watch(String prefix, long fromRevision, Listener listener) {
    return new MemoryWatch(history, prefix, fromRevision, listener);
  }

  @Override
  public long compactedRevision() {
    return locked(history::compacted);
  }

  @Override
  public void compact(long revision) {
    locked(
        () -> {
          if (revision > history.revision()) {
            throw RevisionFaults.tooLarge(revision, history.revision());
          }
          history.compact(revision);
          return revision;
        });
  }

  @Override
  public void close() {
    history.lock();
    try {
      history.close();
    } finally {
      history.unlock();
    }
    sweeper.close();
  }

  private void dropExpired() {
    var now = time.instant();
    while (!expiries.isEmpty() && !expiries.peek().at.isAfter(now)) {
      var expiry = expiries.poll();
      var entry = entries.get(expiry.key);
      if (entry != null && expiry.at.equals(entry.expires)) {
        remove(expiry.key, entry);
      }
    }
  }

  /** Whatever is written wakes this, so a new time to live is never overlooked. */
  private void sweep() throws InterruptedException {
    history.lock();
    try {
      while (!history.closed()) {
        dropExpired();
        if (expiries.isEmpty()) {
          history.await();
        } else {
          history.await(Duration.between(time.instant(), expiries.peek().at));
        }
      }
    } finally {
      history.unlock();
    }
  }

  private static Optional<Stored> stored(String key, Entry entry) {
    return entry == null
        ? Optional.empty()
        : Optional.of(new Stored(key, entry.value, entry.modRevision));
  }
}
