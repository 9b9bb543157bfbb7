package dev.quarterdeck.apiserver.store;

import io.grpc.Channel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One prefix's share of {@link EtcdEvents}. If it asks for revisions the shared watch has already
 * delivered, a watch of its own fetches those first, while the shared ones queue up behind.
 */
final class EtcdSubscription implements Store.Watch {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdSubscription.class);

  /** Responses, not events; catching up takes milliseconds, so this is far more than it needs. */
  private static final int MAX_QUEUED = 10_000;

  private record Ending(long compactedRevision, Throwable cause) {}

  private record Batch(List<Store.Event> events, long upTo) {}

  private final String prefix;
  private final long fromRevision;
  private final long joinAfter;
  private final Store.Listener listener;
  private final EtcdEvents owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Batch> queued = new ArrayDeque<>();
  private boolean catchingUp;
  private boolean over;
  private boolean telling;
  private Ending pendingEnd;
  private EtcdWatchCall backlog;

  /**
   * @param delivered what the shared watch has delivered: this joins it right after
   */
  EtcdSubscription(
      String prefix, long fromRevision, long delivered, Store.Listener listener, EtcdEvents owner) {
    this.prefix = prefix;
    this.fromRevision = fromRevision;
    this.joinAfter = delivered;
    this.listener = listener;
    this.owner = owner;
    // Revision 1 is the empty store: there is nothing to fetch up to it.
    this.catchingUp = fromRevision <= delivered && delivered > 1;
  }

  void catchUp(Channel channel) {
    lock.lock();
    try {
      if (catchingUp && !over) {
        backlog = EtcdWatchCall.everything(channel, fromRevision, new CatchUp());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a batch of the shared watch: whole revisions of the whole keyspace. */
  void shared(List<Store.Event> all, long upTo) {
    var mine = mine(all, fromRevision, Long.MAX_VALUE);
    lock.lock();
    try {
      if (over) {
        return;
      }
      if (catchingUp) {
        queued.add(new Batch(mine, upTo));
        if (queued.size() <= MAX_QUEUED) {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
    if (catchingUp()) {
      end(0, new IllegalStateException("the watch of " + prefix + " cannot catch up"));
      return;
    }
    tell(mine, upTo);
  }

  private boolean catchingUp() {
    lock.lock();
    try {
      return catchingUp;
    } finally {
      lock.unlock();
    }
  }

  private List<Store.Event> mine(List<Store.Event> all, long from, long to) {
    if (all.size() == 1) { // The usual case, once per prefix and write.
      var event = all.getFirst();
      return event.key().startsWith(prefix) && event.revision() >= from && event.revision() <= to
          ? all
          : List.of();
    }
    return all.stream()
        .filter(event -> event.key().startsWith(prefix))
        .filter(event -> event.revision() >= from && event.revision() <= to)
        .toList();
  }

  private void tell(List<Store.Event> mine, long upTo) {
    if (!enter()) {
      return;
    }
    try {
      if (!mine.isEmpty()) {
        listener.events(mine);
      }
      if (upTo >= fromRevision && (mine.isEmpty() || mine.getLast().revision() < upTo)) {
        listener.progress(upTo);
      }
    } catch (RuntimeException e) {
      // One listener's defect must not cost the others their events.
      LOG.error("watch listener failed: prefix={}", prefix, e);
      end(0, e);
    } finally {
      leave();
    }
  }

  private boolean enter() {
    lock.lock();
    try {
      telling = !over;
      return telling;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    Ending ending;
    lock.lock();
    try {
      telling = false;
      ending = pendingEnd;
      pendingEnd = null;
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      owner.remove(this);
      listener.ended(ending.compactedRevision, ending.cause);
    }
  }

  /** Ends the watch; while the listener is being called, right after that call. */
  void end(long compactedRevision, Throwable cause) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      stop();
      if (telling) {
        pendingEnd = new Ending(compactedRevision, cause);
        return;
      }
    } finally {
      lock.unlock();
    }
    owner.remove(this);
    listener.ended(compactedRevision, cause);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      stop();
      pendingEnd = null;
    } finally {
      lock.unlock();
    }
    owner.remove(this);
  }

  private void stop() {
    over = true;
    queued.clear();
    if (backlog != null) {
      backlog.close();
    }
  }

  /** Fetches what the shared watch had already delivered; its last revision has an event too. */
  private final class CatchUp implements EtcdWatchCall.Handler {
    @Override
    public void opened(long revision) {}

    @Override
    public void events(List<io.etcd.jetcd.api.Event> raw) {
      var events = raw.stream().map(EtcdMessages::event).toList();
      var reached = events.getLast().revision();
      tell(mine(events, fromRevision, joinAfter), Math.min(reached, joinAfter));
      if (reached >= joinAfter) {
        closePrivate();
        drain();
      }
    }

    private void closePrivate() {
      lock.lock();
      try {
        backlog.close();
      } finally {
        lock.unlock();
      }
    }

    private void drain() {
      while (true) {
        Batch next;
        lock.lock();
        try {
          if (over || queued.isEmpty()) {
            catchingUp = false;
            return;
          }
          next = queued.remove();
        } finally {
          lock.unlock();
        }
        tell(next.events, next.upTo);
      }
    }

    @Override
    public void ended(long compactedRevision, Throwable cause) {
      end(compactedRevision, cause);
    }
  }
}
