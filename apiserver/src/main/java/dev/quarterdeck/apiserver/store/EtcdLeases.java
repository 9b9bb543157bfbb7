package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.model.time.Time;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leases for keys with a time to live, shared by keys of the same time to live: a lease per event
 * would cost etcd more than the event. As kube-apiserver does, a lease is reused for a minute (or 5
 * % of the time to live if that is less) and 1,000 keys, and lives that much longer.
 *
 * <p>One caller at a time asks etcd for a new lease of some time to live; no lock is held
 * meanwhile. Those who need the same lease wait, each until its own deadline; all others go on.
 */
final class EtcdLeases {

  private static final int MAX_KEYS = 1_000;
  private static final long MAX_REUSE_SECONDS = 60;

  /** Asks etcd for a lease. */
  @FunctionalInterface
  interface Grants {
    /**
     * @param within the call's deadline, in real time
     * @return the lease's id
     * @throws StatusRuntimeException when there was none
     */
    long grant(long seconds, Duration within);
  }

  private static final class Shared {
    final long id;
    final long reusableUntil;
    int keys;

    Shared(long id, long reusableUntil) {
      this.id = id;
      this.reusableUntil = reusableUntil;
    }
  }

  /** The leases of one time to live. */
  private final class Pool {
    final Condition changed = lock.newCondition();
    boolean granting;
    Shared current;
  }

  private final Grants grants;
  private final Duration patience;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Pool> pools = new HashMap<>();

  EtcdLeases(EtcdCalls calls, Time time) {
    this((seconds, within) -> grant(calls, seconds, within), calls.timeout(), time);
  }

  /**
   * @param patience how long a caller waits for its lease altogether
   */
  EtcdLeases(Grants grants, Duration patience, Time time) {
    this.grants = grants;
    this.patience = patience;
    this.time = time;
  }

  private static long grant(EtcdCalls calls, long seconds, Duration within) {
    var request = LeaseGrantRequest.newBuilder().setTTL(seconds).build();
    var method = LeaseGrpc.getLeaseGrantMethod();
    return calls.send("leaseGrant", "leases", method, request, within).getID();
  }

  /**
   * A lease that lasts at least {@code timeToLive} from now.
   *
   * @throws StatusRuntimeException whatever went wrong, a passed deadline and interruption included
   */
  long leaseFor(Duration timeToLive) {
    var seconds = Math.max(1, timeToLive.toSeconds());
    var deadline = time.nanos() + patience.toNanos();
    var reuse = Math.min(MAX_REUSE_SECONDS, seconds / 20);
    return reuse == 0 ? grants.grant(seconds, patience) : shared(seconds, reuse, deadline);
  }

  private long shared(long seconds, long reuse, long deadline) {
    lock.lock();
    try {
      var pool = pools.computeIfAbsent(seconds, _ -> new Pool());
      while (pool.granting && !isUsable(pool.current)) {
        await(pool, deadline);
      }
      if (!isUsable(pool.current)) {
        renew(pool, seconds, reuse, deadline);
      }
      pool.current.keys++;
      return pool.current.id;
    } finally {
      lock.unlock();
    }
  }

  private boolean isUsable(Shared shared) {
    return shared != null && shared.keys < MAX_KEYS && time.nanos() < shared.reusableUntil;
  }

  private void await(Pool pool, long deadline) {
    var left = left(deadline);
    if (!left.isPositive()) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("waiting for a lease that another write asks for")
          .asRuntimeException();
    }
    try {
      time.await(lock, pool.changed, left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    }
  }

  /** Gives up the lock while etcd is asked. */
  private void renew(Pool pool, long seconds, long reuse, long deadline) {
    pool.granting = true;
    Shared granted = null;
    lock.unlock();
    try {
      var begun = time.nanos();
      var id = grants.grant(seconds + reuse, left(deadline));
      granted = new Shared(id, begun + Duration.ofSeconds(reuse).toNanos());
    } finally {
      lock.lock();
      pool.granting = false;
      if (granted != null) {
        pool.current = granted;
      }
      pool.changed.signalAll();
    }
  }

  private Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - time.nanos()));
  }

  /** Forgets a lease that turned out to be gone. */
  void forget(long lease) {
    lock.lock();
    try {
      for (var pool : pools.values()) {
        if (pool.current != null && pool.current.id == lease) {
          pool.current = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
