package dev.quarterdeck.apiserver.http.watch;

import dev.quarterdeck.apiserver.verb.Watch;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.apiserver.watchcache.Watcher;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one watch's events as they come. The watch cache wakes it from any thread; it drains on its
 * connection's event loop, many small events in one write and a large one in several, pauses a
 * moment after each, and stops while two writes' bytes are on their way, however large the objects.
 * It counts them itself: under TLS Netty tells of a full queue only in the event loop's next turn,
 * when all would be in it.
 */
public final class WatchStream {

  private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
  private static final int EVENTS_AT_ONCE = 128;
  private static final int BYTES_AT_ONCE = 64 * 1024;
  private static final int BYTES_ON_THEIR_WAY = 2 * BYTES_AT_ONCE;

  /** After a write, so that a burst's events go together: each write costs more than an event. */
  private static final long PAUSE_MILLIS = 3;

  private static final ApiFault STALLED =
      new ApiFault(Reason.TOO_MANY_REQUESTS, "the watch was not read for too long");

  private final Context context;
  private final HttpServerResponse response;
  private final WatchSink sink;
  private final WatchFormat format;
  private final Runnable ended;
  private final KeptOpen connection;
  private final AtomicBoolean woken = new AtomicBoolean();

  // All below belong to the event loop.
  private Watcher watcher;
  private int onTheirWay;
  private boolean sending;
  private boolean paused;
  private boolean over;
  private final Queue<WatchEvent> taken = new ArrayDeque<>();
  private Buffer unsent = Buffer.buffer();
  private int sent;
  private ApiFault unwritable;
  private long timer = -1;
  private long stalled = -1;

  /**
   * @param ended run once, when the watch is over
   */
  public WatchStream(
      Context context, HttpServerRequest request, WatchFormat format, Runnable ended) {
    this(context, request, WatchSink.of(request.response()), format, ended);
  }

  /** As the other one, to a place that is not the answer's body. */
  public WatchStream(
      Context context,
      HttpServerRequest request,
      WatchSink sink,
      WatchFormat format,
      Runnable ended) {
    this.sink = sink;
    this.context = context;
    this.response = request.response();
    this.connection = new KeptOpen(context, request);
    this.format = format;
    this.ended = ended;
  }

  /** There may be something new. Never blocks; callable from any thread. */
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(ignored -> drain());
    }
  }

  /** Sends the head and begins. */
  public void start(Watch.Stream stream) {
    context.runOnContext(ignored -> begin(stream));
  }

  /** Sends nothing but the reason there will be no events. */
  public void refuse(ApiFault fault) {
    context.runOnContext(
        ignored -> {
          head();
          fail(fault);
        });
  }

  /** Nothing was or will be sent: somebody else answers. */
  public void abandon() {
    ended.run();
  }

  /** As {@link #abandon()}, for a watch that was opened. */
  public void abandon(Watch.Stream opened) {
    opened.watcher().close();
    abandon();
  }

  private void head() {
    sink.onGone(this::gone);
    format.begin(response);
  }

  private void begin(Watch.Stream stream) {
    watcher = stream.watcher();
    if (sink.closed()) {
      gone();
      return;
    }
    head();
    connection.begin();
    timer = context.owner().setTimer(stream.lasts().toMillis(), ignored -> timeIsUp());
    drain();
  }

  private void gone() {
    if (!over) {
      finish();
      format.gone();
    }
  }

  /** The last thing a client hears is how far it has come, so that it can go on from there. */
  private void timeIsUp() {
    watcher.requestBookmark();
    sendAll();
    if (!over) {
      finish();
      format.end(response, rest());
    }
  }

  /** Ends the watch with a reason; callable from any thread. */
  public void cut(ApiFault fault) {
    context.runOnContext(ignored -> cutNow(fault));
  }

  private void cutNow(ApiFault fault) {
    if (!over) {
      finish();
      format.cut(response, rest(), fault);
    }
  }

  private Buffer rest() {
    return unsent.slice(sent, unsent.length());
  }

  /** Whoever takes nothing for too long loses its place, if the format has it so. */
  private void giveTime() {
    format
        .patience()
        .ifPresent(
            patience ->
                stalled =
                    context.owner().setTimer(patience.toMillis(), ignored -> cutNow(STALLED)));
  }

  private void drain() {
    if (!paused) {
      woken.set(false);
      if (sendAll()) {
        pause();
      }
    }
  }

  /** What comes meanwhile wakes nobody: it is sent afterwards. */
  private void pause() {
    paused = true;
    woken.set(true);
    context.owner().setTimer(PAUSE_MILLIS, ignored -> awake());
  }

  private void awake() {
    paused = false;
    if (!over) {
      drain();
    }
  }

  /**
   * @return whether anything was written
   */
  private boolean sendAll() {
    if (sending) {
      return false; // The socket took a piece at once; whoever wrote it goes on.
    }
    sending = true;
    try {
      return send();
    } finally {
      sending = false;
    }
  }

  private boolean send() {
    var wrote = false;
    if (full() && !over) {
      watcher.ended().ifPresent(this::cutNow);
    }
    while (watcher != null && !over && !full() && hasBytes()) {
      var end = Math.min(unsent.length(), sent + BYTES_AT_ONCE);
      var piece = unsent.slice(sent, end);
      sent = end;
      onTheirWay += piece.length();
      wrote = true;
      sink.write(piece, sent == unsent.length())
          .onComplete(written -> arrived(piece.length()), broken -> gone());
    }
    if (full() && !over && stalled < 0) {
      giveTime();
    }
    return wrote && !over;
  }

  private boolean full() {
    return onTheirWay >= BYTES_ON_THEIR_WAY;
  }

  private void arrived(int bytes) {
    var wasFull = full();
    onTheirWay -= bytes;
    if (!full() && stalled >= 0) {
      context.owner().cancelTimer(stalled);
      stalled = -1;
    }
    if (wasFull && !over) {
      sendAll();
    }
  }

  /** Whether there is something to send; ends the stream when there never will be. */
  private boolean hasBytes() {
    if (sent < unsent.length()) {
      return true;
    }
    if (taken.isEmpty() && unwritable == null) {
      taken.addAll(watcher.poll(EVENTS_AT_ONCE));
    }
    unsent = Buffer.buffer();
    sent = 0;
    do {
      if (!taken.isEmpty()) {
        append(taken.poll());
      }
    } while (!taken.isEmpty() && format.together() && unsent.length() < BYTES_AT_ONCE);
    if (unsent.length() == 0) {
      Optional.ofNullable(unwritable).or(watcher::ended).ifPresent(this::fail);
    }
    return unsent.length() > 0;
  }

  /** What cannot be written ends the watch: nobody may miss an event without knowing. */
  private void append(WatchEvent event) {
    try {
      unsent.appendBytes(format.event(event));
    } catch (RuntimeException failure) {
      LOG.error("cannot write a watch event revision={}", event.revision(), failure);
      unwritable =
          new ApiFault(Reason.INTERNAL_ERROR, "an event cannot be written: see the server's log");
      taken.clear();
    }
  }

  private void fail(ApiFault fault) {
    if (!over) {
      finish();
      format.fail(response, fault);
    }
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    context.owner().cancelTimer(timer);
    context.owner().cancelTimer(stalled);
    if (watcher != null) {
      watcher.close();
    }
    connection.end();
    ended.run();
  }
}
