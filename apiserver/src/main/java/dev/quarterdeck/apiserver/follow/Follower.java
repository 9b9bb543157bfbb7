package dev.quarterdeck.apiserver.follow;

import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.apiserver.watchcache.Moment;
import dev.quarterdeck.apiserver.watchcache.ResourceCache;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a snapshot current with a watch cache of this process, on a thread of its own: what each
 * request would otherwise find out by parsing objects. Readers take the snapshot with one volatile
 * read; like every informer's it may be a moment behind, unless {@link #current} is asked for.
 *
 * <p>It holds no queue: when it is woken it compares the cache's image with the one it has seen, so
 * it can neither overflow nor miss anything, and a cache that was loaded anew is told as the few
 * changes that it makes.
 */
public final class Follower<S> implements AutoCloseable {

  /** How long a reader waits for the first snapshot. */
  private static final Duration FIRST_SNAPSHOT = Duration.ofSeconds(10);

  /** A snapshot, and up to where it follows. */
  private record Published<S>(S snapshot, Moment moment) {}

  private final ResourceType type;
  private final Caches caches;
  private final Time time;
  private final Updates<?, S> updates;
  private final Background background;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Runnable wake = this::wake;
  private boolean woken = true;
  private volatile Published<S> published;

  Follower(ResourceType type, Caches caches, Fold<?, S> fold, Time time) {
    this.type = type;
    this.caches = caches;
    this.time = time;
    this.updates = new Updates<>(type, fold);
    var name = "follow-" + type.resource().groupResource();
    this.background = new Background(name, time, this::run).start();
  }

  private void run() throws InterruptedException {
    while (true) {
      var cache = caches.start(type);
      cache.addFollower(wake);
      try {
        while (!cache.awaitReady(FIRST_SNAPSHOT)) {} // The cache itself tells why.
        follow(cache);
      } finally {
        cache.removeFollower(wake);
      }
    }
  }

  /** Until another cache has taken this one's place. */
  private void follow(ResourceCache cache) throws InterruptedException {
    do {
      var seen = published == null ? new Published<>(updates.empty(), Moment.START) : published;
      var now = cache.now();
      publish(new Published<>(updates.after(seen.snapshot, now.since(seen.moment)), now));
      awaitWake();
    } while (caches.start(type) == cache);
  }

  private void wake() {
    lock.lock();
    try {
      woken = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void publish(Published<S> next) {
    lock.lock();
    try {
      published = next;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitWake() throws InterruptedException {
    lock.lock();
    try {
      while (!woken) {
        time.await(lock, moved);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The snapshot as it is now. Waits only while there is none yet.
   *
   * @throws ApiFault TOO_MANY_REQUESTS with a retry-after when there is none in time
   */
  public S snapshot() {
    var now = published;
    return now != null ? now.snapshot : awaitPublished(null, FIRST_SNAPSHOT).snapshot;
  }

  /**
   * The snapshot with everything in it that the watch cache has now.
   *
   * @throws ApiFault TOO_MANY_REQUESTS with a retry-after when there is none in time
   */
  public S cached() {
    var now = published;
    if (now == null) {
      return snapshot();
    }
    var wanted = caches.start(type).now();
    return now.moment.covers(wanted)
        ? now.snapshot
        : awaitPublished(wanted, FIRST_SNAPSHOT).snapshot;
  }

  /** The revision that {@link #snapshot} follows at least; 0 before the first. */
  public long revision() {
    var now = published;
    return now == null ? 0 : now.moment.revision();
  }

  /**
   * The snapshot with everything in it that was acknowledged before the call: a consistent read.
   *
   * @throws ApiFault TIMEOUT when that takes longer than {@code limit}; SERVICE_UNAVAILABLE when
   *     the store cannot be asked
   */
  public S current(Duration limit) {
    var deadline = time.nanos() + limit.toNanos();
    var cache = caches.start(type);
    cache.awaitCurrent(limit);
    return awaitPublished(cache.now(), left(deadline)).snapshot;
  }

  /**
   * The snapshot with everything in it up to {@code revision}.
   *
   * @throws ApiFault TIMEOUT when that takes longer than {@code limit}
   */
  public S atLeast(long revision, Duration limit) {
    var deadline = time.nanos() + limit.toNanos();
    var cache = caches.start(type);
    cache.awaitRevision(revision, limit);
    return awaitPublished(cache.now(), left(deadline)).snapshot;
  }

  /**
   * Waits until there is a snapshot other than {@code seen}.
   *
   * @param seen a snapshot of this follower; null for none
   * @return false when {@code limit} passed first
   */
  public boolean awaitOther(S seen, Duration limit) throws InterruptedException {
    var deadline = time.nanos() + limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (published == null || published.snapshot == seen) {
        var left = left(deadline);
        if (!left.isPositive()) {
          return false;
        }
        time.await(lock, moved, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Why the snapshot is not current, or does not count some object; empty when all is well. */
  public Optional<String> trouble() {
    return background.failure().map(Throwable::toString).or(updates::trouble);
  }

  private Duration left(long deadline) {
    return Duration.ofNanos(deadline - time.nanos());
  }

  private Published<S> awaitPublished(Moment wanted, Duration limit) {
    var deadline = time.nanos() + limit.toNanos();
    lock.lock();
    try {
      while (published == null || wanted != null && !published.moment.covers(wanted)) {
        var left = left(deadline);
        if (!left.isPositive()) {
          throw behind(wanted);
        }
        time.await(lock, moved, left);
      }
      return published;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
    } finally {
      lock.unlock();
    }
  }

  private ApiFault behind(Moment wanted) {
    var resource = type.resource();
    var why = background.failure().map(Throwable::toString).orElse("they are being read");
    return wanted == null
        ? new ApiFault(
            Reason.TOO_MANY_REQUESTS,
            "%s are (re)initializing: %s".formatted(resource.groupResource(), why),
            new ApiFault.Details(
                resource.group(), type.kind(), "", List.of(), Duration.ofSeconds(1)))
        : new ApiFault(
            Reason.TIMEOUT,
            "%s were not read up to revision %d in time: %s"
                .formatted(resource.groupResource(), wanted.revision(), why));
  }

  @Override
  public void close() {
    background.close();
  }
}
