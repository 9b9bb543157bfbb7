package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.CorruptObject;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.watchcache.ObjectReader.Reading;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened before a cache was loaded, read from the store when a watch asks for it: a server
 * that was just started carries on the watches another one began, as far back as the store
 * remembers and the cache's own limits allow.
 */
final class StorePast {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PAGE = 1_000;

  /**
   * Watches that resume after a restart stopped at about the same time: one reading serves them.
   */
  private static final int SPARE = 10;

  private final ResourceType type;
  private final Store store;
  private final CacheLimits limits;
  private final Time time;
  private final ObjectReader reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private boolean reading;

  StorePast(ResourceType type, Store store, CacheLimits limits, Time time) {
    this.time = time;
    this.type = type;
    this.store = store;
    this.limits = limits;
    this.reader = new ObjectReader(type);
  }

  /**
   * Has history reach back to {@code revision} if that can be done; otherwise leaves it as it is.
   *
   * @throws ApiFault TIMEOUT or SERVICE_UNAVAILABLE when the store does not answer
   */
  void fill(History history, long revision) {
    enter();
    try {
      var start = history.start();
      if (start.isPresent() && isWithinReach(revision, start.get())) {
        read(revision, start.get()).ifPresent(history::prepend);
      }
    } finally {
      leave();
    }
  }

  /** One at a time: what one has read may be enough for the next. */
  private void enter() {
    var deadline = time.nanos() + PATIENCE.toNanos();
    lock.lock();
    try {
      while (reading) {
        if (!time.await(lock, left, Duration.ofNanos(deadline - time.nanos())) && reading) {
          throw tooSlow();
        }
      }
      reading = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      reading = false;
      left.signal();
    } finally {
      lock.unlock();
    }
  }

  private boolean isWithinReach(long revision, History.Start start) {
    return revision < start.revision() && start.revision() - revision <= limits.maxChanges();
  }

  /** Reads a little more than asked for, unless that is gone or too much. */
  private Optional<History.Past> read(long revision, History.Start start) {
    var spare = start.revision() - limits.maxChanges() / SPARE;
    var from = Math.max(1, Math.min(revision, spare));
    return between(from, start)
        .or(() -> from < revision ? between(revision, start) : Optional.empty());
  }

  private Optional<History.Past> between(long from, History.Start start) {
    try {
      var image = image(from, start.image());
      var events = events(from, start.revision());
      return events.map(past -> changes(from, image, past, start));
    } catch (Store.CompactedException gone) {
      return Optional.empty();
    }
  }

  /** The kind as it was; what has not changed since is shared with {@code later}. */
  private Image image(long revision, Image later) {
    var objects = new ArrayList<CachedObject>();
    var corrupt = new ArrayList<CorruptObject>();
    var after = "";
    while (true) {
      var page = store.list(type.storePrefix(), after, PAGE, revision);
      for (var stored : page.values()) {
        switch (reader.read(stored.key(), stored.value(), stored.modRevision(), later)) {
          case Reading.Readable(var object) -> objects.add(object);
          case Reading.Corrupt(var value) -> corrupt.add(value);
        }
      }
      if (!page.more()) {
        return Image.of(objects, corrupt);
      }
      after = page.values().getLast().key();
    }
  }

  private Optional<List<Store.Event>> events(long after, long upTo) {
    var past = new PastEvents(upTo, limits, time);
    try (var _ = store.watch(type.storePrefix(), after + 1, past)) {
      if (!past.await(PATIENCE)) {
        throw tooSlow();
      }
    }
    return past.all();
  }

  private History.Past changes(
      long from, Image image, List<Store.Event> events, History.Start start) {
    var changes = new ArrayList<ImageChange>(events.size());
    var now = image;
    var sequence = start.sequence() - events.size();
    for (var event : events) {
      sequence++;
      var change = ImageChange.of(sequence, event, now, reader, start.image());
      changes.add(change.orElse(new ImageChange(sequence, event.revision(), null, null, now)));
      now = changes.getLast().image();
    }
    return new History.Past(from, image, changes, start);
  }

  private ApiFault tooSlow() {
    return new ApiFault(
        Reason.TIMEOUT,
        "the past of %s was not read in time".formatted(type.resource().groupResource()));
  }
}
