package dev.quarterdeck.apiserver.store;

import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leases for keys with a time to live, shared by keys of the same time to live: a lease per event
 * would cost etcd more than the event. As kube-apiserver does, a lease is reused for a minute (or 5
 * % of the time to live if that is less) and 1,000 keys, and lives that much longer.
 */
final class EtcdLeases {

  private static final int MAX_KEYS = 1_000;
  private static final long MAX_REUSE_SECONDS = 60;

  private static final class Shared {
    final long id;
    final long reusableUntilMillis;
    int keys;

    Shared(long id, long reusableUntilMillis) {
      this.id = id;
      this.reusableUntilMillis = reusableUntilMillis;
    }
  }

  private final EtcdCalls calls;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Shared> bySeconds = new HashMap<>();

  EtcdLeases(EtcdCalls calls, InstantSource clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /** A lease that lasts at least {@code timeToLive} from now. Blocks while one is granted. */
  long leaseFor(Duration timeToLive) {
    var seconds = Math.max(1, timeToLive.toSeconds());
    lock.lock();
    try {
      var shared = bySeconds.get(seconds);
      if (shared == null
          || shared.keys >= MAX_KEYS
          || clock.millis() >= shared.reusableUntilMillis) {
        shared = grant(seconds);
        bySeconds.put(seconds, shared);
      }
      shared.keys++;
      return shared.id;
    } finally {
      lock.unlock();
    }
  }

  private Shared grant(long seconds) {
    var reuse = Math.min(MAX_REUSE_SECONDS, seconds / 20);
    var now = clock.millis();
    var granted =
        calls.send(
            "leaseGrant",
            "leases",
            LeaseGrpc.getLeaseGrantMethod(),
            LeaseGrantRequest.newBuilder().setTTL(seconds + reuse).build());
    return new Shared(granted.getID(), now + reuse * 1_000);
  }

  /** Forgets a lease that turned out to be gone. */
  void forget(long lease) {
    lock.lock();
    try {
      bySeconds.values().removeIf(shared -> shared.id == lease);
    } finally {
      lock.unlock();
    }
  }
}
