package dev.quarterdeck.client.grpc;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A watch that goes on until it is closed. When the connection or the server fails, it tries again
 * after a back-off and resumes from the last revision it was sent, bookmarks included.
 *
 * <p>One thread reads; any thread may close.
 */
public final class ObjectWatch<T> implements Iterator<ObjectEvent<T>>, AutoCloseable {

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

  private final GrpcClient client;
  private final Class<T> type;
  private final WatchRequest.Builder request;
  private final AtomicReference<MessageStream<WatchEvent>> open = new AtomicReference<>();
  private final Supplier<ObjectList<T>> list;
  private Iterator<T> listed;
  private boolean synced;
  private String resumeFrom = "";
  private int failures;
  private ObjectEvent<T> next;
  private volatile boolean closed;

  /**
   * @param list makes the list to begin with, whose revision the request then resumes from
   */
  ObjectWatch(
      GrpcClient client,
      Class<T> type,
      WatchRequest.Builder request,
      Supplier<ObjectList<T>> list) {
    this.client = client;
    this.type = type;
    this.request = request;
    this.list = list;
  }

  /** The revision up to which everything has been told; empty before the first is known. */
  public String resourceVersion() {
    return resumeFrom;
  }

  /**
   * Waits for the next event.
   *
   * @return false once the watch is closed
   * @throws CallException when it cannot go on: its place in history is gone (OUT_OF_RANGE), or the
   *     server refuses it
   */
  @Override
  public boolean hasNext() {
    while (next == null && !closed) {
      try {
        next = read();
      } catch (CallException failure) {
        if (closed) {
          return false;
        }
        retryAfter(failure);
      }
    }
    return next != null;
  }

  @Override
  public ObjectEvent<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the watch is closed");
    }
    var event = next;
    next = null;
    return event;
  }

  /** The next event to tell; null when the stream ended in order or told nothing of interest. */
  private ObjectEvent<T> read() {
    if (!synced) {
      return readList();
    }
    var stream = open.get();
    if (stream == null) {
      stream = connect();
    }
    var event = stream.next();
    if (event == null) {
      drop();
      return null;
    }
    failures = 0;
    if (!event.getResourceVersion().isEmpty()) {
      resumeFrom = event.getResourceVersion();
    }
    return told(event);
  }

  /** The list comes whole or not at all, so that a break within it repeats nothing. */
  private ObjectEvent<T> readList() {
    if (listed == null) {
      var whole = list.get();
      resumeFrom = whole.resourceVersion();
      listed = whole.items().iterator();
    }
    if (listed.hasNext()) {
      return new ObjectEvent.Added<>(listed.next());
    }
    synced = true;
    return new ObjectEvent.Synced<>(resumeFrom);
  }

  private ObjectEvent<T> told(WatchEvent event) {
    return switch (event.getType()) {
      case ADDED -> new ObjectEvent.Added<>(ObjectJson.read(event.getObject(), type));
      case MODIFIED -> new ObjectEvent.Modified<>(ObjectJson.read(event.getObject(), type));
      case DELETED -> new ObjectEvent.Deleted<>(ObjectJson.read(event.getObject(), type));
      case BOOKMARK, TYPE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  private MessageStream<WatchEvent> connect() {
    var again = request.clone().setResourceVersion(resumeFrom);
    var stream = new MessageStream<>(client.streams().watch(again.build()));
    open.set(stream);
    if (closed) {
      drop();
      throw CallException.interrupted();
    }
    return stream;
  }

  private void retryAfter(CallException failure) {
    drop();
    if (!failure.isTemporary()) {
      throw failure;
    }
    try {
      client.time().sleep(BACKOFF.jittered(failures++, client.random()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CallException.interrupted();
    }
  }

  private void drop() {
    var stream = open.getAndSet(null);
    if (stream != null) {
      stream.close();
    }
  }

  /** Ends the watch; a waiting reader is told so. */
  @Override
  public void close() {
    closed = true;
    drop();
  }
}
