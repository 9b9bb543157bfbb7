package dev.quarterdeck.client.grpc;

import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.ListPage;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.ObjectReply;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/** The API's messages as they are, for kinds there is no class of and for measuring. */
public final class RawApi {

  private final GrpcClient client;

  RawApi(GrpcClient client) {
    this.client = client;
  }

  public ObjectReply get(GetRequest request) {
    return client.call(stub -> stub.get(request));
  }

  public ObjectReply create(CreateRequest request) {
    return client.call(stub -> stub.create(request));
  }

  /** The list's pages as they come. */
  public Stream<ListPage> list(ListRequest request) {
    return new Stream<>(new MessageStream<>(client.streams().list(request)));
  }

  /** The watch's events as they come, until it breaks: nothing is resumed. */
  public Stream<WatchEvent> watch(WatchRequest request) {
    return new Stream<>(new MessageStream<>(client.streams().watch(request)));
  }

  /**
   * Opens a watch that needs no thread to wait for its events, so that there may be thousands. It
   * ends with the client, or by itself: nothing is resumed. Events and the end are handed over on
   * the connection's own thread; the callbacks must return at once.
   *
   * @param ended told once, of why it broke; of nothing when it ended in order
   */
  public void follow(
      WatchRequest request, Consumer<WatchEvent> each, Consumer<Optional<CallException>> ended) {
    client
        .listeners()
        .watch(
            request,
            new StreamObserver<>() {
              @Override
              public void onNext(WatchEvent event) {
                each.accept(event);
              }

              @Override
              public void onError(Throwable failure) {
                var status = Status.fromThrowable(failure);
                var trailers = Status.trailersFromThrowable(failure);
                ended.accept(Optional.of(CallException.of(status.asException(trailers))));
              }

              @Override
              public void onCompleted() {
                ended.accept(Optional.empty());
              }
            });
  }

  /** Messages of one call. Reading waits, and throws {@link CallException} when the call fails. */
  public static final class Stream<M> implements Iterator<M>, AutoCloseable {

    private final MessageStream<M> messages;
    private M next;
    private boolean ended;

    private Stream(MessageStream<M> messages) {
      this.messages = messages;
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        next = messages.next();
        ended = next == null;
      }
      return next != null;
    }

    @Override
    public M next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the stream has ended");
      }
      var message = next;
      next = null;
      return message;
    }

    @Override
    public void close() {
      messages.close();
    }
  }
}
