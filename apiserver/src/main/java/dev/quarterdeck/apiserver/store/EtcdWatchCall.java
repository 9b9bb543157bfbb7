package dev.quarterdeck.apiserver.store;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One etcd watch on one stream, until it breaks. It does not ask for fragments, so each response
 * holds whole revisions.
 */
final class EtcdWatchCall implements AutoCloseable {

  private static final ByteString WHOLE_KEYSPACE = ByteString.copyFrom(new byte[] {0});

  /** Called one after another, never after {@link #ended} or {@link EtcdWatchCall#close}. */
  interface Handler {
    /** The watch exists; {@code revision} is etcd's newest just then. */
    void opened(long revision);

    /** Events in revision order, not empty. */
    void events(List<Event> events);

    /**
     * @param compactedRevision above zero when the watch asked for compacted history
     * @param cause otherwise, what broke
     */
    void ended(long compactedRevision, Throwable cause);
  }

  private final Handler handler;
  private final AtomicBoolean over = new AtomicBoolean();
  private final ClientCallStreamObserver<WatchRequest> requests;

  private EtcdWatchCall(Channel channel, WatchCreateRequest request, Handler handler) {
    this.handler = handler;
    this.requests =
        (ClientCallStreamObserver<WatchRequest>)
            WatchGrpc.newStub(channel)
                .withWaitForReady()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(requireLeader()))
                .watch(new Responses());
    requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
  }

  /** Has a member that lost its cluster end the watch instead of keeping quiet. */
  private static Metadata requireLeader() {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    return headers;
  }

  /** Watches every key there is. */
  static EtcdWatchCall everything(Channel channel, long fromRevision, Handler handler) {
    var request =
        WatchCreateRequest.newBuilder()
            .setKey(WHOLE_KEYSPACE)
            .setRangeEnd(WHOLE_KEYSPACE)
            .setStartRevision(fromRevision);
    return new EtcdWatchCall(channel, request.build(), handler);
  }

  static EtcdWatchCall oneKey(Channel channel, String key, long fromRevision, Handler handler) {
    var request =
        WatchCreateRequest.newBuilder()
            .setKey(EtcdMessages.key(key))
            .setStartRevision(fromRevision);
    return new EtcdWatchCall(channel, request.build(), handler);
  }

  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      requests.cancel("the watch is closed", null);
    }
  }

  private void end(long compactedRevision, Throwable cause) {
    if (over.compareAndSet(false, true)) {
      handler.ended(compactedRevision, cause);
    }
  }

  private final class Responses implements StreamObserver<WatchResponse> {
    @Override
    public void onNext(WatchResponse response) {
      if (over.get()) {
        return;
      }
      try {
        answer(response);
      } catch (RuntimeException e) {
        requests.cancel("the watch's handler failed", e);
        end(0, e);
      }
    }

    private void answer(WatchResponse response) {
      if (response.getCanceled() || response.getCompactRevision() > 0) {
        requests.cancel("the watch has ended", null);
        end(
            response.getCompactRevision(),
            new IllegalStateException("etcd cancelled the watch: " + response.getCancelReason()));
      } else if (response.getCreated()) {
        handler.opened(response.getHeader().getRevision());
      } else if (response.getEventsCount() > 0) {
        handler.events(response.getEventsList());
      }
    }

    @Override
    public void onError(Throwable cause) {
      end(0, cause);
    }

    @Override
    public void onCompleted() {
      end(0, new IllegalStateException("etcd ended the watch stream"));
    }
  }
}
