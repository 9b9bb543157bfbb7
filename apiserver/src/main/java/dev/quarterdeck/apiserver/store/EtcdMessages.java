package dev.quarterdeck.apiserver.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;

/** Builds and reads etcd's messages. Values are wrapped, not copied: nobody changes them. */
final class EtcdMessages {

  private EtcdMessages() {}

  static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }

  static RangeRequest read(String key) {
    return RangeRequest.newBuilder().setKey(key(key)).build();
  }

  static RangeRequest readAt(String key, long revision) {
    return RangeRequest.newBuilder().setKey(key(key)).setRevision(revision).build();
  }

  static RangeRequest range(String prefix, String after, int limit, long revision) {
    var from = after.compareTo(prefix) < 0 ? prefix : KeyRange.after(after);
    return RangeRequest.newBuilder()
        .setKey(key(from))
        .setRangeEnd(key(KeyRange.endOf(prefix)))
        .setLimit(limit)
        .setRevision(revision)
        .build();
  }

  static RequestOp put(String key, byte[] value, long lease) {
    return RequestOp.newBuilder()
        .setRequestPut(
            PutRequest.newBuilder()
                .setKey(key(key))
                .setValue(UnsafeByteOperations.unsafeWrap(value))
                .setLease(lease))
        .build();
  }

  /** A put under the lease the key already has, if any. */
  static RequestOp replace(String key, byte[] value) {
    return RequestOp.newBuilder()
        .setRequestPut(
            PutRequest.newBuilder()
                .setKey(key(key))
                .setValue(UnsafeByteOperations.unsafeWrap(value))
                .setIgnoreLease(true))
        .build();
  }

  static RequestOp delete(String key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key(key)))
        .build();
  }

  /** {@code If(mod_revision == expected) Then(write) Else(get)}: the only form a write takes. */
  static TxnRequest guarded(String key, long expectedRevision, RequestOp write) {
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key(key))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(expectedRevision))
        .addSuccess(write)
        .addFailure(RequestOp.newBuilder().setRequestRange(read(key)))
        .build();
  }

  static Store.Stored stored(KeyValue kv) {
    return new Store.Stored(
        kv.getKey().toStringUtf8(), kv.getValue().toByteArray(), kv.getModRevision());
  }

  static Store.Event event(io.etcd.jetcd.api.Event event) {
    var kv = event.getKv();
    var key = kv.getKey().toStringUtf8();
    return event.getType() == io.etcd.jetcd.api.Event.EventType.DELETE
        ? new Store.Event.Delete(key, kv.getModRevision())
        : new Store.Event.Put(
            key,
            kv.getValue().toByteArray(),
            kv.getModRevision(),
            kv.getCreateRevision() == kv.getModRevision());
  }
}
