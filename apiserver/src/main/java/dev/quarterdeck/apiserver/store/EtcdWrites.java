package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.apiserver.store.Store.Stored;
import dev.quarterdeck.apiserver.store.Store.WriteResult;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes: one guarded transaction, sent once.
 *
 * <p>Why an answered write happened exactly once: the transaction is given to gRPC a single time
 * (retries are off), so etcd applies it at most once; {@link WriteResult.Written} is answered only
 * when etcd says it applied it, or when {@link WriteOutcome} has found its effect in the key's
 * history; {@link WriteResult.Refused} only when etcd says the guard did not hold, or when history
 * shows that it can never hold again. Everything else is answered with a TIMEOUT that says so, and
 * the guard makes it safe for the caller to start over.
 */
final class EtcdWrites {

  private final EtcdCalls calls;
  private final EtcdLeases leases;
  private final WriteOutcome outcome;

  EtcdWrites(EtcdCalls calls, EtcdLeases leases) {
    this.calls = calls;
    this.leases = leases;
    this.outcome = new WriteOutcome(calls);
  }

  WriteResult create(String key, byte[] value, Duration timeToLive) {
    if (timeToLive == null) {
      return write("create", key, 0, EtcdMessages.put(key, value, 0), value);
    }
    return leased("create", key, value, 0, timeToLive);
  }

  private WriteResult leased(
      String operation, String key, byte[] value, long expectedRevision, Duration timeToLive) {
    var lease = lease(timeToLive);
    try {
      var put = EtcdMessages.put(key, value, lease);
      return write(operation, key, expectedRevision, put, value);
    } catch (LeaseGone e) {
      leases.forget(lease);
      var put = EtcdMessages.put(key, value, lease(timeToLive));
      return write(operation, key, expectedRevision, put, value);
    }
  }

  private long lease(Duration timeToLive) {
    try {
      return leases.leaseFor(timeToLive);
    } catch (StatusRuntimeException e) {
      throw EtcdFaults.fault(e); // The key itself was not touched.
    }
  }

  WriteResult update(String key, byte[] value, long expectedRevision) {
    return write("update", key, expectedRevision, EtcdMessages.replace(key, value), value);
  }

  /** Under a new lease. */
  WriteResult update(String key, byte[] value, long expectedRevision, Duration timeToLive) {
    return leased("update", key, value, expectedRevision, timeToLive);
  }

  WriteResult delete(String key, long expectedRevision) {
    return write("delete", key, expectedRevision, EtcdMessages.delete(key), null);
  }

  /**
   * @param ours the bytes the key has afterwards; null for none
   */
  private WriteResult write(
      String operation, String key, long expectedRevision, RequestOp write, byte[] ours) {
    try {
      var request = EtcdMessages.guarded(key, expectedRevision, write);
      return answer(calls.send(operation, key, KVGrpc.getTxnMethod(), request));
    } catch (StatusRuntimeException e) {
      if (EtcdFaults.leaseGone(e)) {
        throw new LeaseGone();
      }
      if (!EtcdFaults.mayHaveHappened(e)) {
        throw EtcdFaults.fault(e);
      }
      return outcome.find(key, expectedRevision, ours);
    }
  }

  private static WriteResult answer(TxnResponse response) {
    if (response.getSucceeded()) {
      return new WriteResult.Written(response.getHeader().getRevision());
    }
    var there = response.getResponses(0).getResponseRange();
    return new WriteResult.Refused(
        there.getKvsCount() == 0
            ? Optional.<Stored>empty()
            : Optional.of(EtcdMessages.stored(there.getKvs(0))));
  }

  /** The lease expired between its last use and now: nothing was written. */
  private static final class LeaseGone extends RuntimeException {
    LeaseGone() {
      super("the lease is gone", null, false, false);
    }
  }
}
