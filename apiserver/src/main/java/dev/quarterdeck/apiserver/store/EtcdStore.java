package dev.quarterdeck.apiserver.store;

import com.google.protobuf.ByteString;
import dev.quarterdeck.model.time.Time;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link Store} in etcd (3.4 and later).
 *
 * <p>It speaks through jetcd's generated stubs rather than jetcd's client, which wraps every call,
 * writes included, in a retry policy and hides the stream its watches resume on.
 */
public final class EtcdStore implements Store {

  /** Unlimited lists are read in pages of this many, all at one revision. */
  private static final int PAGE = 1_000;

  private static final RangeRequest NEWEST_REVISION =
      RangeRequest.newBuilder()
          .setKey(ByteString.copyFromUtf8(Compactor.KEY))
          .setCountOnly(true)
          .build();

  private final EtcdConnection connection;
  private final EtcdCalls calls;
  private final EtcdWrites writes;
  private final EtcdEvents events;
  private final Optional<Compactor> compactor;

  private EtcdStore(EtcdConfig config, MeterRegistry registry, Time time) {
    connection = new EtcdConnection(config, time);
    calls = new EtcdCalls(connection.channel(), config.callTimeout(), registry);
    writes = new EtcdWrites(calls, new EtcdLeases(calls, time));
    events = new EtcdEvents(connection.channel(), time);
    compactor =
        config.compactionInterval().isZero()
            ? Optional.empty()
            : Optional.of(Compactor.start(calls, config.compactionInterval(), time));
  }

  /**
   * Opens the store. Returns at once: calls wait for the connection, each until its deadline, which
   * is in real time.
   *
   * @param time of what is done every now and then: compaction, new leases, pauses before retries
   */
  public static EtcdStore open(EtcdConfig config, MeterRegistry registry, Time time) {
    return new EtcdStore(config, registry, time);
  }

  @Override
  public Optional<Stored> get(String key) {
    var answer = range("get", key, EtcdMessages.read(key));
    return answer.getKvsList().stream().findFirst().map(EtcdMessages::stored);
  }

  @Override
  public Page list(String prefix, String after, int limit, long revision) {
    if (limit > 0) {
      return page(prefix, after, limit, revision);
    }
    var all = new ArrayList<Stored>();
    var page = page(prefix, after, PAGE, revision);
    all.addAll(page.values());
    while (page.more()) {
      page = page(prefix, all.getLast().key(), PAGE, page.revision());
      all.addAll(page.values());
    }
    return new Page(all, page.revision(), false, 0);
  }

  private Page page(String prefix, String after, int limit, long revision) {
    RangeResponse answer;
    var request = EtcdMessages.range(prefix, after, limit, revision);
    try {
      answer = calls.send("list", prefix, KVGrpc.getRangeMethod(), request);
    } catch (StatusRuntimeException e) {
      if (EtcdFaults.compacted(e)) {
        throw new CompactedException(oldestRevision(revision));
      }
      if (EtcdFaults.future(e)) {
        throw RevisionFaults.tooLarge(revision, currentRevision());
      }
      throw EtcdFaults.fault(e);
    }
    var values = answer.getKvsList().stream().map(EtcdMessages::stored).toList();
    return new Page(
        values,
        revision > 0 ? revision : answer.getHeader().getRevision(),
        answer.getMore(),
        answer.getCount() - values.size());
  }

  /** etcd tells the compacted revision only to watches, so one is opened to be refused. */
  private long oldestRevision(long compacted) {
    var oldest = new CompletableFuture<Long>();
    var handler =
        new EtcdWatchCall.Handler() {
          @Override
          public void opened(long revision) {}

          @Override
          public void events(List<io.etcd.jetcd.api.Event> events) {
            oldest.complete(compacted);
          }

          @Override
          public void ended(long compactedRevision, Throwable cause) {
            oldest.complete(Math.max(compactedRevision, compacted));
          }
        };
    try (var _ =
        EtcdWatchCall.oneKey(calls.channel(), Compactor.KEY, Math.max(1, compacted), handler)) {
      return oldest.get(calls.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreFaults.interrupted();
    } catch (ExecutionException | TimeoutException e) {
      throw StoreFaults.timeout("looking up the compacted revision");
    }
  }

  @Override
  public WriteResult create(String key, byte[] value, Duration timeToLive) {
    return writes.create(key, value, timeToLive);
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    return expectedRevision > 0
        ? writes.update(key, value, expectedRevision)
        : new WriteResult.Refused(get(key));
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision, Duration timeToLive) {
    return expectedRevision > 0
        ? writes.update(key, value, expectedRevision, timeToLive)
        : new WriteResult.Refused(get(key));
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    return expectedRevision > 0
        ? writes.delete(key, expectedRevision)
        : new WriteResult.Refused(get(key));
  }

  @Override
  public long currentRevision() {
    return range("currentRevision", Compactor.KEY, NEWEST_REVISION).getHeader().getRevision();
  }

  private RangeResponse range(String operation, String key, RangeRequest request) {
    try {
      return calls.send(operation, key, KVGrpc.getRangeMethod(), request);
    } catch (StatusRuntimeException e) {
      throw EtcdFaults.fault(e);
    }
  }

  @Override
  public Watch watch(String prefix, long fromRevision, Listener listener) {
    return events.subscribe(prefix, fromRevision, listener);
  }

  @Override
  public void compact(long revision) {
    try {
      calls.send(
          "compact",
          Compactor.KEY,
          KVGrpc.getCompactMethod(),
          CompactionRequest.newBuilder().setRevision(revision).build());
    } catch (StatusRuntimeException e) {
      if (EtcdFaults.future(e)) {
        throw RevisionFaults.tooLarge(revision, currentRevision());
      }
      if (!EtcdFaults.compacted(e)) { // Already compacted further is as good.
        throw EtcdFaults.fault(e);
      }
    }
  }

  @Override
  public long compactedRevision() {
    return compactor.map(Compactor::compacted).orElse(0L);
  }

  @Override
  public void close() {
    compactor.ifPresent(Compactor::close);
    events.close();
    connection.close();
  }
}
