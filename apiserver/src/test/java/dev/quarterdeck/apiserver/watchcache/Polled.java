package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.model.ApiFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A client of a watch: polls when woken, keeps what it got. */
final class Polled implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Semaphore woken = new Semaphore(0);
  private final List<WatchEvent> events = new ArrayList<>();
  private final Watcher watcher;

  Polled(ResourceCache cache, ResourceCache.Scope scope, long afterRevision, boolean initialEnd) {
    watcher = cache.watch(scope, afterRevision, true, initialEnd, woken::release);
  }

  Watcher watcher() {
    return watcher;
  }

  List<WatchEvent> awaitEvents(int count) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (events.size() < count) {
      var some = watcher.poll(100);
      events.addAll(some);
      if (some.isEmpty()) {
        awaitWake(deadline);
      }
    }
    return List.copyOf(events);
  }

  ApiFault awaitEnd() {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (watcher.ended().isEmpty()) {
      var some = watcher.poll(100);
      events.addAll(some);
      if (some.isEmpty() && watcher.ended().isEmpty()) {
        awaitWake(deadline);
      }
    }
    return watcher.ended().get();
  }

  private void awaitWake(long deadline) {
    try {
      if (!woken.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("not woken in time, got " + describe(events));
      }
      woken.drainPermits();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Such as {@code ADDED web@5} and {@code BOOKMARK@7}. */
  static List<String> describe(List<WatchEvent> events) {
    return events.stream().map(Polled::describe).toList();
  }

  private static String describe(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Added e -> "ADDED " + e.object().key().name() + "@" + e.revision();
      case WatchEvent.Modified e -> "MODIFIED " + e.object().key().name() + "@" + e.revision();
      case WatchEvent.Deleted e -> "DELETED " + e.object().key().name() + "@" + e.revision();
      case WatchEvent.Bookmark e -> (e.initialEventsEnd() ? "END@" : "BOOKMARK@") + e.revision();
    };
  }

  @Override
  public void close() {
    watcher.close();
  }
}
