package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.RevisionFaults;
import dev.quarterdeck.model.ApiFault;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One watch. It is <em>synced</em> while the cache puts events into its queue, <em>lagging</em>
 * while it reads them from history by itself (at its start, and after its queue was full), and
 * <em>cut</em> when history no longer holds what it needs next.
 */
final class CacheWatcher implements Watcher {

  /** Events queued for a synced watcher; what does not fit it reads from history later. */
  static final int QUEUE_LIMIT = 1_000;

  /** And their objects' bytes, for events of large ones. */
  static final int QUEUE_BYTES = 4 << 20;

  private final ResourceCache.Scope scope;
  private final WatchCache cache;
  private final Runnable wake;
  private final boolean bookmarks;
  private final long after;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<WatchEvent> queue = new ArrayDeque<>();
  private Iterator<CachedObject> initial;
  private WatchEvent.Bookmark afterInitial;
  private final long imageRevision;
  private long queuedBytes;
  private long position;
  private long newestQueued;
  private boolean lagging = true;
  private boolean over;
  private ApiFault fault;
  private Instant nextBookmark;

  /**
   * @param initial the image to begin with, null for none
   * @param imageRevision the image's revision; 0 for none
   * @param afterInitial what ends the image, null for nothing
   * @param position number of the last change it does not want
   * @param after the revision it starts after, which the cache may not have reached yet
   * @param nextBookmark when a bookmark is due; null for a watch without bookmarks
   */
  CacheWatcher(
      WatchCache cache,
      ResourceCache.Scope scope,
      Runnable wake,
      Iterator<CachedObject> initial,
      long imageRevision,
      WatchEvent.Bookmark afterInitial,
      long position,
      long after,
      Instant nextBookmark) {
    this.cache = cache;
    this.scope = scope;
    this.wake = wake;
    this.initial = initial;
    this.imageRevision = imageRevision;
    this.afterInitial = afterInitial;
    this.position = position;
    this.after = after;
    this.newestQueued = after;
    this.bookmarks = nextBookmark != null;
    this.nextBookmark = nextBookmark;
  }

  ResourceCache.Scope scope() {
    return scope;
  }

  void wake() {
    wake.run();
  }

  @Override
  public List<WatchEvent> poll(int max) {
    lock.lock();
    try {
      var taken = new ArrayList<WatchEvent>(Math.min(max, 64));
      takeInitial(taken, max);
      while (taken.size() < max && initial == null) {
        var event = queue.poll();
        if (event != null) {
          queuedBytes -= bytes(event);
          taken.add(event);
        } else if (over || !lagging || !refill()) {
          break;
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void takeInitial(List<WatchEvent> taken, int max) {
    while (initial != null && taken.size() < max) {
      if (initial.hasNext()) {
        var object = initial.next();
        if (scope.matches(object)) {
          taken.add(new LineEvent.OfAdded(object));
        }
      } else {
        initial = null;
        if (afterInitial != null) {
          taken.add(afterInitial);
        }
      }
    }
  }

  /** Reads on in history; whether the queue may hold something now. */
  private boolean refill() {
    var missed = cache.history().after(position, QUEUE_LIMIT);
    if (missed.isEmpty()) {
      cutNow(RevisionFaults.tooOld(newestQueued, cache.history().floor()));
      return false;
    }
    var last = position;
    for (var change : missed.get()) {
      last = change.sequence();
      if (!isFull()) {
        if (brokenBy(change)) {
          return !queue.isEmpty();
        }
        seen(change).ifPresent(this::enqueue);
        position = last;
      }
    }
    // Having read to the end, the cache's next offer is the one that follows.
    lagging = position < last || missed.get().size() == QUEUE_LIMIT;
    return lagging || !queue.isEmpty();
  }

  /** Whether the watch ends here: what is queued is told before. */
  private boolean brokenBy(ImageChange change) {
    var reason = change.revision() > after ? change.breaks(scope) : null;
    if (reason == null) {
      return false;
    }
    over = true;
    fault = reason;
    cache.remove(this);
    return true;
  }

  private Optional<WatchEvent> seen(ImageChange change) {
    return change.revision() > after ? change.seenFrom(scope) : Optional.empty();
  }

  private boolean isFull() {
    return queue.size() >= QUEUE_LIMIT || queuedBytes >= QUEUE_BYTES;
  }

  private static int bytes(WatchEvent event) {
    return event instanceof WatchEvent.OfObject change ? change.object().stored().length : 0;
  }

  private void enqueue(WatchEvent event) {
    queue.add(event);
    queuedBytes += bytes(event);
    newestQueued = event.revision();
  }

  /** Takes a change from the cache; never waits for the client. Whether it is of interest. */
  boolean offer(ImageChange change) {
    lock.lock();
    try {
      if (over || lagging || change.sequence() <= position) {
        return false;
      }
      if (brokenBy(change)) {
        return true;
      }
      var event = seen(change);
      if (event.isPresent() && isFull()) {
        lagging = true;
        return false;
      }
      position = change.sequence();
      event.ifPresent(this::enqueue);
      return event.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Cuts the watch if it lags behind everything history still has. Whether it did. */
  boolean cutIfLost(long oldestSequence) {
    lock.lock();
    try {
      if (over || !lagging || position + 1 >= oldestSequence) {
        return false;
      }
      cutNow(RevisionFaults.tooOld(newestQueued, cache.history().floor()));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watch with a reason. */
  void cut(ApiFault reason) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      cutNow(reason);
    } finally {
      lock.unlock();
    }
    wake();
  }

  private void cutNow(ApiFault reason) {
    over = true;
    fault = reason;
    initial = null;
    queue.clear();
    queuedBytes = 0;
    cache.remove(this);
  }

  /** Whether a periodic bookmark is due; if so the next one is an interval away. */
  boolean bookmarkDue(Instant now, Instant next) {
    lock.lock();
    try {
      if (!bookmarks || over || now.isBefore(nextBookmark)) {
        return false;
      }
      nextBookmark = next;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Queues a bookmark, unless events that are newer or still missing make it untrue. */
  void offerBookmark(WatchEvent.Bookmark bookmark) {
    lock.lock();
    try {
      if (!bookmarks
          || over
          || lagging
          || initial != null
          || isFull()
          || bookmark.revision() < newestQueued) {
        return;
      }
      enqueue(bookmark);
    } finally {
      lock.unlock();
    }
    wake();
  }

  @Override
  public long imageRevision() {
    return imageRevision;
  }

  @Override
  public void requestBookmark() {
    if (bookmarks) {
      offerBookmark(cache.bookmark());
    }
  }

  @Override
  public Optional<ApiFault> ended() {
    lock.lock();
    try {
      return over && queue.isEmpty() ? Optional.ofNullable(fault) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      over = true;
      initial = null;
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
    cache.remove(this);
  }
}
