package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch of one version of a kind that has several. Events that need no conversion pass at once;
 * the first that does sends all that follow through a thread of their own, for a conversion may ask
 * a webhook and the one who polls must not wait. At most one poll's events are on that way.
 */
final class ConvertingWatcher implements Watcher {

  private static final Logger LOG = LoggerFactory.getLogger(ConvertingWatcher.class);

  private final ResourceType type;
  private final Watcher stored;
  private final Runnable wake;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<WatchEvent> ready = new ArrayDeque<>();
  private Thread converting;
  private ApiFault failed;

  ConvertingWatcher(ResourceType type, Watcher stored, Runnable wake) {
    this.type = type;
    this.stored = stored;
    this.wake = wake;
  }

  @Override
  public List<WatchEvent> poll(int max) {
    lock.lock();
    try {
      if (!serves()) {
        return List.of();
      }
      var taken = new ArrayList<WatchEvent>();
      while (taken.size() < max && !ready.isEmpty()) {
        taken.add(ready.poll());
      }
      if (taken.size() == max || !ready.isEmpty() || converting != null || failed != null) {
        return taken;
      }
      var events = stored.poll(max - taken.size());
      var direct = 0;
      while (direct < events.size() && known(events.get(direct)) != null) {
        taken.add(known(events.get(direct++)));
      }
      if (direct < events.size()) {
        var rest = events.subList(direct, events.size());
        converting = Thread.ofVirtual().name("watch-convert").start(() -> convert(rest));
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private boolean serves() {
    return type.conversion().serves(type.resource().apiVersion());
  }

  /** The event as it is shown; null when that is still to be made. */
  private WatchEvent known(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Bookmark bookmark ->
          new LineEvent.OfBookmark(
              type.kind(),
              type.resource().apiVersion(),
              bookmark.revision(),
              bookmark.initialEventsEnd());
      case WatchEvent.OfObject about ->
          ServedVersion.converts(type, about.object().apiVersion())
              ? ((LineEvent.OfObject) about).known(type.resource().apiVersion())
              : about;
    };
  }

  private void convert(List<WatchEvent> events) {
    try {
      done(shown(events), null);
    } catch (ApiFault fault) {
      done(List.of(), fault);
    } catch (RuntimeException failure) {
      LOG.error("cannot convert watch events kind={}", type.kind(), failure);
      done(List.of(), new ApiFault(Reason.INTERNAL_ERROR, "cannot convert watch events"));
    }
  }

  private List<WatchEvent> shown(List<WatchEvent> events) {
    var shown = new ArrayList<WatchEvent>();
    var unknown = new ArrayList<CachedObject>();
    for (var event : events) {
      var known = known(event);
      shown.add(known);
      if (known == null) {
        unknown.add(((WatchEvent.OfObject) event).object());
      }
    }
    var converted = ServedVersion.all(type, unknown).iterator();
    for (var i = 0; i < shown.size(); i++) {
      if (shown.get(i) == null) {
        shown.set(i, ((LineEvent.OfObject) events.get(i)).keep(converted.next()));
      }
    }
    return shown;
  }

  private void done(List<WatchEvent> events, ApiFault fault) {
    lock.lock();
    try {
      converting = null;
      failed = fault;
      ready.addAll(events);
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  @Override
  public Optional<ApiFault> ended() {
    lock.lock();
    try {
      if (!serves()) {
        return Optional.of(Caches.CHANGED);
      }
      if (!ready.isEmpty() || converting != null) {
        return Optional.empty();
      }
      return failed == null ? stored.ended() : Optional.of(failed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long imageRevision() {
    return stored.imageRevision();
  }

  @Override
  public void requestBookmark() {
    stored.requestBookmark();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (converting != null) {
        converting.interrupt();
      }
    } finally {
      lock.unlock();
    }
    stored.close();
  }
}
