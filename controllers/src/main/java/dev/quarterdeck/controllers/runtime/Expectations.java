package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The writes that a controller has made and not yet seen in its informer's store. Until it has, the
 * store is behind, and a controller that counted its objects there would create them twice.
 *
 * <p>Safe for use from many threads.
 */
public final class Expectations {

  /** After this long a lost watch event is assumed and the controller acts again. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final class Awaited {
    private final Instant since;
    private int creations;
    private final Set<String> deletions = new HashSet<>();

    private Awaited(Instant since) {
      this.since = since;
    }

    private boolean isMet() {
      return creations <= 0 && deletions.isEmpty();
    }
  }

  private final Map<ObjectKey, Awaited> awaited = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;

  public Expectations(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether everything written for {@code owner} has been seen, or has been awaited too long. */
  public boolean areMet(ObjectKey owner) {
    return locked(
        () -> {
          var expected = awaited.get(owner);
          return expected == null
              || expected.isMet()
              || expected.since.plus(TIMEOUT).isBefore(clock.instant());
        });
  }

  /** Call before creating. */
  public void expectCreations(ObjectKey owner, int count) {
    locked(
        () -> {
          var expected = new Awaited(clock.instant());
          expected.creations = count;
          return awaited.put(owner, expected);
        });
  }

  /** Call before deleting; {@code uids} are the pods'. */
  public void expectDeletions(ObjectKey owner, Collection<String> uids) {
    locked(
        () -> {
          var expected = new Awaited(clock.instant());
          expected.deletions.addAll(uids);
          return awaited.put(owner, expected);
        });
  }

  /** One creation was seen, or failed and will not be seen. */
  public void creationSeen(ObjectKey owner) {
    creationsGone(owner, 1);
  }

  /** So many creations will not be seen, because they failed or were not tried. */
  public void creationsGone(ObjectKey owner, int count) {
    locked(
        () -> {
          var expected = awaited.get(owner);
          return expected == null ? 0 : (expected.creations -= count);
        });
  }

  /** The pod's deletion was seen, or failed. */
  public void deletionSeen(ObjectKey owner, String uid) {
    locked(
        () -> {
          var expected = awaited.get(owner);
          return expected != null && expected.deletions.remove(uid);
        });
  }

  /** The owner is gone. */
  public void forget(ObjectKey owner) {
    locked(() -> awaited.remove(owner));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
