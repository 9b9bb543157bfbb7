package dev.quarterdeck.apiserver.http.body;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory that answers take until their clients have read them: it counts for the
 * connection they leave by, for the user who asked, and in all. An answer takes all that it may
 * need before it begins, and gives it back when the last of it is sent; one whose client reads
 * nothing is cut.
 */
public final class SendBudget {

  /**
   * How much may wait to be sent, in bytes.
   *
   * @param patience how long an answer may go without any of it being sent, and how long one waits
   *     for others before it begins
   */
  public record Bounds(long connection, long user, long total, Duration patience) {

    /** Room for a few answers, however small the heap. */
    private static final long LEAST = 2 << 20;

    /**
     * @param heap bytes that the process may use: a quarter may wait, half of that for one user, of
     *     that half again by one connection
     */
    public static Bounds of(long heap, Duration patience) {
      return new Bounds(
          Math.max(heap / 16, LEAST),
          Math.max(heap / 8, 2 * LEAST),
          Math.max(heap / 4, 4 * LEAST),
          patience);
    }
  }

  /**
   * For whom an answer counts.
   *
   * @param connection whatever stands for the connection
   */
  public record Payer(Object connection, String user) {}

  private final Bounds bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Object, Share> shares = new HashMap<>();
  private final LinkedHashSet<Sending> sendings = new LinkedHashSet<>();

  public SendBudget(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Stands for everybody together. */
  private enum Everybody {
    ALL
  }

  /** What one connection, one user, or everybody may have waiting. Guarded by the lock. */
  private final class Share {
    private final long bound;
    private final Condition room = lock.newCondition();
    private long held;
    private int users;

    Share(long bound) {
      this.bound = bound;
    }

    /** One answer larger than the bound goes when nothing else waits. */
    boolean hasRoom(long bytes) {
      return held == 0 || held + bytes <= bound;
    }
  }

  /**
   * Takes room for an answer, and waits for it if need be.
   *
   * @param bytes the most that the answer may take at a time
   * @param cut ends the answer for its client; called at most once, by whoever sweeps
   * @return empty when there is no room in time
   */
  public Optional<Sending> await(Payer payer, long bytes, Runnable cut)
      throws InterruptedException {
    return take(payer, bytes, cut, bounds.patience.toNanos());
  }

  /** As {@link #await}, for an answer that takes its memory while it waits: it does not wait. */
  public Optional<Sending> now(Payer payer, long bytes, Runnable cut) {
    try {
      return take(payer, bytes, cut, 0);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nothing was waited for", impossible);
    }
  }

  private Optional<Sending> take(Payer payer, long bytes, Runnable cut, long nanos)
      throws InterruptedException {
    var left = nanos;
    lock.lock();
    try {
      var asked = new Sending(payer, bytes, cut);
      try {
        for (Share full, before = null; (full = asked.full()) != null; before = full) {
          if (before != null && before != full) {
            before.room.signal(); // Its room is for the next who waits there.
          }
          if (left <= 0) {
            full.room.signal();
            asked.leave();
            return Optional.empty();
          }
          left = full.room.awaitNanos(left);
        }
      } catch (InterruptedException stopping) {
        asked.leave();
        throw stopping;
      }
      asked.begin();
      return Optional.of(asked);
    } finally {
      lock.unlock();
    }
  }

  /** Cuts the answers of which nothing was sent for too long; to be called every few seconds. */
  public void sweep() {
    var late = new ArrayList<Sending>();
    var now = System.nanoTime();
    lock.lock();
    try {
      for (var sending : sendings) {
        if (now - sending.progress > bounds.patience.toNanos() && !sending.isCut) {
          sending.isCut = true;
          late.add(sending);
        }
      }
    } finally {
      lock.unlock();
    }
    late.forEach(sending -> sending.cut.run());
  }

  /** How many bytes wait in all. */
  public long held() {
    lock.lock();
    try {
      var all = shares.get(Everybody.ALL);
      return all == null ? 0 : all.held;
    } finally {
      lock.unlock();
    }
  }

  private Share share(Object key, long bound) {
    var share = shares.computeIfAbsent(key, _ -> new Share(bound));
    share.users++;
    return share;
  }

  /** An answer that is being sent. Any thread may use it. */
  public final class Sending implements AutoCloseable {

    private final List<Object> keys;
    private final List<Share> taken;
    private final long bytes;
    private final Runnable cut;
    private volatile long progress;
    private boolean isCut;
    private boolean over;

    private Sending(Payer payer, long bytes, Runnable cut) {
      this.keys = List.of(payer.connection, payer.user, Everybody.ALL);
      this.taken =
          List.of(
              share(payer.connection, bounds.connection),
              share(payer.user, bounds.user),
              share(Everybody.ALL, bounds.total));
      this.bytes = bytes;
      this.cut = cut;
    }

    /** The first of the shares without room; null when all have some. */
    private Share full() {
      for (var share : taken) {
        if (!share.hasRoom(bytes)) {
          return share;
        }
      }
      return null;
    }

    private void begin() {
      progress = System.nanoTime();
      sendings.add(this);
      for (var share : taken) {
        share.held += bytes;
        share.room.signal(); // What is left may do for the next.
      }
    }

    /** Some of it was sent. */
    public void progressed() {
      progress = System.nanoTime();
    }

    /** All of it was sent, or never will be. May be repeated. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (!over) {
          over = true;
          sendings.remove(this);
          for (var share : taken) {
            share.held -= bytes;
            share.room.signal();
          }
          leave();
        }
      } finally {
        lock.unlock();
      }
    }

    private void leave() {
      for (var i = 0; i < taken.size(); i++) {
        if (--taken.get(i).users == 0) {
          shares.remove(keys.get(i));
        }
      }
    }
  }
}
