package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.time.Time;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watches of a server over one etcd watch of every key, dealt out by prefix.
 *
 * <p>Why one: every revision has at least one event, so the one watch always knows how far etcd is,
 * and the watch of a quiet prefix learns it with the rest, at once and in order. The other way,
 * asking etcd for progress, is not safe with the versions our users have: before 3.4.25 and 3.5.8
 * the answer can overtake events that are still queued (etcd issue 15220).
 *
 * <p>A broken stream is resumed after the last revision delivered, so listeners do not notice that
 * etcd was restarted. They are told when the gap is compacted away, or when etcd came back with
 * less than it had.
 */
final class EtcdEvents implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdEvents.class);
  private static final Duration RESUME_PAUSE = Duration.ofMillis(100);

  private final Channel channel;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition broken = lock.newCondition();
  private final List<EtcdSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Background resumer;
  private long delivered;
  private EtcdWatchCall call;
  private boolean resume;
  private boolean closed;

  /**
   * @param time of the pause before a broken watch is opened again
   */
  EtcdEvents(Channel channel, Time time) {
    this.channel = channel;
    this.time = time;
    this.resumer = new Background("etcd-watch-resume", time, this::resumeWhenBroken).start();
  }

  Store.Watch subscribe(String prefix, long fromRevision, Store.Listener listener) {
    EtcdSubscription subscription;
    lock.lock();
    try {
      if (closed) {
        throw StoreFaults.closed();
      }
      if (call == null && !resume) {
        delivered = fromRevision - 1;
        open();
      }
      subscription = new EtcdSubscription(prefix, fromRevision, delivered, listener, this);
      subscriptions.add(subscription);
    } finally {
      lock.unlock();
    }
    subscription.catchUp(channel);
    return subscription;
  }

  void remove(EtcdSubscription subscription) {
    subscriptions.remove(subscription);
  }

  private void open() {
    var stream = new Stream();
    call = EtcdWatchCall.everything(channel, delivered + 1, stream);
    stream.call = call;
  }

  private void deliver(Stream stream, List<io.etcd.jetcd.api.Event> raw) {
    var events = raw.stream().map(EtcdMessages::event).toList();
    var upTo = events.getLast().revision();
    List<EtcdSubscription> told;
    lock.lock();
    try {
      if (stream.call != call) {
        return;
      }
      delivered = upTo;
      told = List.copyOf(subscriptions);
    } finally {
      lock.unlock();
    }
    for (var subscription : told) {
      subscription.shared(events, upTo);
    }
  }

  private void resumeWhenBroken() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        if (!resume) {
          time.await(lock, broken);
        } else {
          // A pause first: a server that refuses at once must not be asked in a tight loop.
          time.await(lock, broken, RESUME_PAUSE);
          if (resume && !closed) {
            resume = false;
            open();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells every listener that its watch is over; the next subscription starts afresh. */
  private void endAll(Stream stream, long compactedRevision, Throwable cause) {
    List<EtcdSubscription> ended;
    lock.lock();
    try {
      if (stream != null && stream.call != call) {
        return;
      }
      if (call != null) {
        call.close();
      }
      call = null;
      resume = false;
      ended = List.copyOf(subscriptions);
      subscriptions.removeAll(ended);
    } finally {
      lock.unlock();
    }
    for (var subscription : ended) {
      subscription.end(compactedRevision, cause);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    resumer.close();
    endAll(null, 0, StoreFaults.closed());
  }

  /** One life of the shared etcd watch. */
  private final class Stream implements EtcdWatchCall.Handler {
    /** Set under the lock, right after the call was made. */
    private EtcdWatchCall call;

    @Override
    public void opened(long revision) {
      lock.lock();
      long had;
      try {
        had = delivered;
      } finally {
        lock.unlock();
      }
      if (revision < had) {
        LOG.error("etcd lost data revision={} seen={}", revision, had);
        endAll(
            this,
            0,
            new IllegalStateException(
                "etcd is at revision %d but was at %d: data was lost".formatted(revision, had)));
      }
    }

    @Override
    public void events(List<io.etcd.jetcd.api.Event> events) {
      deliver(this, events);
    }

    @Override
    public void ended(long compactedRevision, Throwable cause) {
      if (compactedRevision > 0) {
        endAll(this, compactedRevision, new Store.CompactedException(compactedRevision));
        return;
      }
      lock.lock();
      try {
        if (!closed && call == EtcdEvents.this.call) {
          LOG.warn("etcd watch broke, resuming after={} error=\"{}\"", delivered, cause.toString());
          EtcdEvents.this.call = null;
          resume = true;
          broken.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
