package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.apiserver.store.Store.WriteResult;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out by reading what became of a write that was not answered.
 *
 * <p>A write guarded by revision E &gt; 0 can only be the first change of the key after E, for no
 * key ever returns to an old revision. So: if the key is still at E, nothing is decided (the write
 * may yet be under way) and the answer is a TIMEOUT. Otherwise the first change after E is looked
 * up; if it is ours the write happened there, else it never did and never will. Two writers who
 * race from E with the very same bytes cannot be told apart, by anyone.
 *
 * <p>A create is guarded by absence, which can come back, so a negative is never certain. If the
 * key's first value is ours it happened (objects carry a uid, so equal bytes are the same create);
 * otherwise the answer is a TIMEOUT.
 */
final class WriteOutcome {

  /** Reading may have to outlast a restart of etcd. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EtcdCalls calls;

  WriteOutcome(EtcdCalls calls) {
    this.calls = calls;
  }

  /**
   * @param guard the revision the key had to have; 0 for none
   * @param ours what the write put there; null if it deleted the key
   */
  WriteResult find(String key, long guard, byte[] ours) {
    try {
      var current = read(key);
      return guard == 0 ? ofCreate(key, current, ours) : ofChange(key, current, guard, ours);
    } catch (StatusRuntimeException e) {
      throw StoreFaults.unknownOutcome(key);
    }
  }

  private WriteResult ofCreate(String key, Optional<KeyValue> current, byte[] ours) {
    var first =
        current.flatMap(kv -> kv.getVersion() == 1 ? current : readAt(key, kv.getCreateRevision()));
    if (first.isPresent() && isOurs(first.get(), ours)) {
      return new WriteResult.Written(first.get().getModRevision());
    }
    throw StoreFaults.unknownOutcome(key);
  }

  private WriteResult ofChange(String key, Optional<KeyValue> current, long guard, byte[] ours) {
    if (current.isPresent() && current.get().getModRevision() <= guard) {
      throw StoreFaults.unknownOutcome(key);
    }
    var next = firstChangeAfter(key, guard);
    var deleted = next.getType() == Event.EventType.DELETE;
    var happened = ours == null ? deleted : !deleted && isOurs(next.getKv(), ours);
    return happened
        ? new WriteResult.Written(next.getKv().getModRevision())
        : new WriteResult.Refused(current.map(EtcdMessages::stored));
  }

  private static boolean isOurs(KeyValue kv, byte[] ours) {
    return Arrays.equals(kv.getValue().toByteArray(), ours);
  }

  /** A linearizable read. It waits for a connection, so it outlasts a restart of etcd. */
  private Optional<KeyValue> read(String key) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var left = Duration.ofNanos(deadline - System.nanoTime());
      try {
        var answer = calls.send("get", key, KVGrpc.getRangeMethod(), EtcdMessages.read(key), left);
        return answer.getKvsList().stream().findFirst();
      } catch (StatusRuntimeException e) {
        // The connection may break again while etcd goes down: reads may be repeated.
        if (Thread.currentThread().isInterrupted() || System.nanoTime() >= deadline) {
          throw e;
        }
      }
    }
  }

  private Optional<KeyValue> readAt(String key, long revision) {
    var request = EtcdMessages.readAt(key, revision);
    return calls.send("get", key, KVGrpc.getRangeMethod(), request, PATIENCE).getKvsList().stream()
        .findFirst();
  }

  private Event firstChangeAfter(String key, long revision) {
    var change = new CompletableFuture<Event>();
    try (var _ = EtcdWatchCall.oneKey(calls.channel(), key, revision + 1, new First(change))) {
      return change.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreFaults.unknownOutcome(key);
    } catch (ExecutionException | TimeoutException e) {
      throw StoreFaults.unknownOutcome(key); // Compacted, or etcd went away again.
    }
  }

  private record First(CompletableFuture<Event> change) implements EtcdWatchCall.Handler {
    @Override
    public void opened(long revision) {}

    @Override
    public void events(List<Event> events) {
      change.complete(events.getFirst());
    }

    @Override
    public void ended(long compactedRevision, Throwable cause) {
      change.completeExceptionally(cause);
    }
  }
}
