package dev.quarterdeck.apiserver.store;

import com.google.protobuf.ByteString;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.time.Time;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets etcd's history once per interval, up to where it was an interval ago. All API servers of
 * a cluster, kube-apiservers too, share the work through the version of one key: only who counts it
 * up compacts.
 */
final class Compactor implements AutoCloseable {

  /** kube-apiserver's name for it. */
  static final String KEY = "compact_rev_key";

  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /**
   * What is known between two rounds.
   *
   * @param version how often the key was written
   * @param revision where etcd was then
   */
  record Mark(long version, long revision) {}

  private final EtcdCalls calls;
  private final Duration interval;
  private final Time time;
  private final Background rounds;
  private volatile long compacted;

  private Compactor(EtcdCalls calls, Duration interval, Time time) {
    this.calls = calls;
    this.interval = interval;
    this.time = time;
    this.rounds = new Background("etcd-compactor", time, this::run);
  }

  /** Begins; the first round comes after one interval, the first compaction after two. */
  static Compactor start(EtcdCalls calls, Duration interval, Time time) {
    var compactor = new Compactor(calls, interval, time);
    compactor.rounds.start();
    return compactor;
  }

  private void run() throws InterruptedException {
    var mark = new Mark(0, 0);
    while (true) {
      time.sleep(interval);
      mark = round(mark);
    }
  }

  private Mark round(Mark mark) {
    try {
      return compactTo(mark);
    } catch (StatusRuntimeException e) {
      if (!EtcdFaults.compacted(e)) {
        LOG.warn("compaction failed revision={} error=\"{}\"", mark.revision, e.getMessage());
      }
      return mark;
    }
  }

  /** One round; what to compact to in the next. */
  Mark compactTo(Mark mark) {
    var answer = calls.send("compact", KEY, KVGrpc.getTxnMethod(), claim(mark));
    var now = answer.getHeader().getRevision();
    if (!answer.getSucceeded()) {
      return lost(answer.getResponses(0).getResponseRange().getKvsList(), now);
    }
    if (mark.revision > 0) {
      var request = CompactionRequest.newBuilder().setRevision(mark.revision).build();
      calls.send("compact", KEY, KVGrpc.getCompactMethod(), request);
      compacted = mark.revision;
      LOG.info("compacted etcd revision={}", mark.revision);
    }
    return new Mark(mark.version + 1, now);
  }

  /** Another server compacts this time, to the revision that it has written into the key. */
  private Mark lost(List<KeyValue> key, long now) {
    if (key.isEmpty()) {
      return new Mark(0, now);
    }
    var value = key.getFirst().getValue().toStringUtf8();
    if (value.matches("[0-9]{1,18}")) {
      compacted = Math.max(compacted, Long.parseLong(value));
    }
    return new Mark(key.getFirst().getVersion(), now);
  }

  /** What etcd is known to be compacted to, by whichever server; 0 when nothing is known. */
  long compacted() {
    return compacted;
  }

  private static TxnRequest claim(Mark mark) {
    var key = EtcdMessages.key(KEY);
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.VERSION)
                .setResult(Compare.CompareResult.EQUAL)
                .setVersion(mark.version))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestPut(
                    PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(ByteString.copyFromUtf8(Long.toString(mark.revision)))))
        .addFailure(RequestOp.newBuilder().setRequestRange(EtcdMessages.read(KEY)))
        .build();
  }

  @Override
  public void close() {
    rounds.close();
  }
}
