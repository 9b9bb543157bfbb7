package dev.quarterdeck.dns.forward;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers of upstream servers for as long as they may be kept. Bounded: the one that was not asked
 * for longest makes room.
 */
final class AnswerCache {

  /** What the key, the map and the entry take beside the answer itself. */
  private static final int OVERHEAD = 300;

  /** An answer and how often it was asked for. */
  private static final class Entry {
    private final UpstreamAnswer answer;
    private int asked;
    private boolean refreshing;

    Entry(UpstreamAnswer answer) {
      this.answer = answer;
    }

    int size() {
      return answer.size() + OVERHEAD;
    }
  }

  /**
   * @param refresh whether the caller should ask for it anew, since it is popular and soon over
   */
  record Hit(UpstreamAnswer answer, boolean refresh) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Question, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final int maxEntries;
  private final long maxBytes;
  private final Counter hits;
  private final Counter denialHits;
  private final Counter misses;
  private final Counter evictions;
  private long bytes;

  AnswerCache(int maxEntries, long maxBytes, MeterRegistry registry) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    hits = registry.counter("coredns_cache_hits", "type", "success");
    denialHits = registry.counter("coredns_cache_hits", "type", "denial");
    misses = registry.counter("coredns_cache_misses");
    evictions = registry.counter("coredns_cache_evictions");
    Gauge.builder("coredns_cache_entries", this, AnswerCache::size).register(registry);
  }

  /** Null when there is none, or none any more. */
  Hit get(Question question, long now) {
    var hit = find(question, now);
    if (hit == null) {
      misses.increment();
    } else {
      (hit.answer.isPositive() ? hits : denialHits).increment();
    }
    return hit;
  }

  private Hit find(Question question, long now) {
    lock.lock();
    try {
      var entry = entries.get(question);
      if (entry == null) {
        return null;
      }
      if (entry.answer.isOver(now)) {
        forget(question);
        return null;
      }
      entry.asked++;
      var refresh = !entry.refreshing && entry.asked > 1 && entry.answer.isNearlyOver(now);
      entry.refreshing |= refresh;
      return new Hit(entry.answer, refresh);
    } finally {
      lock.unlock();
    }
  }

  /** Keeps an answer, if it may be kept; a failure does not displace what is still good. */
  void put(Question question, UpstreamAnswer answer, long now) {
    lock.lock();
    try {
      var known = entries.get(question);
      if (!answer.mayBeKept()
          || known != null
              && known.answer.isPositive()
              && !known.answer.isOver(now)
              && answer.isFailure()) {
        return;
      }
      forget(question);
      var entry = new Entry(answer);
      entries.put(question, entry);
      bytes += entry.size();
      while (entries.size() > maxEntries || bytes > maxBytes) {
        forget(entries.firstEntry().getKey());
        evictions.increment();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(Question question) {
    var entry = entries.remove(question);
    bytes -= entry == null ? 0 : entry.size();
  }

  int size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }
}
