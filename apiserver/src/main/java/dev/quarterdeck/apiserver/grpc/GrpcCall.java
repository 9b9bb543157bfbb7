package dev.quarterdeck.apiserver.grpc;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import com.google.protobuf.MessageLite;
import dev.quarterdeck.apiserver.http.body.AnswerCut;
import dev.quarterdeck.apiserver.http.watch.KeptOpen;
import dev.quarterdeck.apiserver.request.Exchange.Origin;
import dev.quarterdeck.apiserver.request.Limits.Patience;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One call's answer: messages, then an outcome, exactly once. Methods may be called from any
 * thread; those that wait say so.
 */
final class GrpcCall {

  /** Under TLS a full queue shows only after all was written: so bytes are counted. */
  private static final int BYTES_ON_THEIR_WAY = 256 * 1024;

  private static final CharSequence GRPC = createOptimized("application/grpc");
  private static final CharSequence ENCODINGS = createOptimized("grpc-accept-encoding");
  private static final CharSequence IDENTITY_AND_GZIP = createOptimized("identity,gzip");
  private static final CharSequence AUDIT_ID = createOptimized("audit-id");
  private static final CharSequence STATUS = createOptimized("grpc-status");

  private static final ApiFault STALLED =
      new ApiFault(Reason.TOO_MANY_REQUESTS, "the answer was not read for too long");

  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final MethodName method;
  private final CallMetrics metrics;
  private final Patience patience;
  private final Origin origin;
  private final long began = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong onTheirWay = new AtomicLong();
  private final Semaphore drained = new Semaphore(0);
  private volatile Runnable roomAgain = () -> {};
  private volatile Consumer<ApiFault> ender = this::fail;
  private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();

  /** Set before anybody else has the call. */
  private Optional<Duration> allowed = Optional.empty();

  /** Of the deadline; the event loop's alone, since timers are dear to end from other threads. */
  private long timer = -1;

  GrpcCall(
      Context context,
      HttpServerRequest request,
      MethodName method,
      CallMetrics metrics,
      Patience patience,
      Origin origin) {
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.method = method;
    this.metrics = metrics;
    this.patience = patience;
    this.origin = origin;
    metrics.started(method);
    response.exceptionHandler(gone -> cancelled());
    response.closeHandler(gone -> cancelled());
  }

  Context context() {
    return context;
  }

  HttpServerRequest request() {
    return request;
  }

  /** Where the call comes from. */
  Origin origin() {
    return origin;
  }

  Patience patience() {
    return patience;
  }

  boolean isOver() {
    return over.get();
  }

  /** Fails the call when {@code allowed} is over. To be called on the event loop. */
  void deadline(Duration allowed) {
    this.allowed = Optional.of(allowed);
    timer =
        context.owner().setTimer(Math.max(1, allowed.toMillis()), ignored -> ender.accept(late()));
  }

  /** How long the client gives the call; empty for as long as it takes. */
  Optional<Duration> allowed() {
    return allowed;
  }

  /** Says how the call is to be failed from outside, once a stream has taken its answer over. */
  void endedBy(Consumer<ApiFault> ender) {
    this.ender = ender;
  }

  /** Interrupts the calling thread, which works on this call, when somebody else ends the call. */
  void interruptible() {
    var worker = Thread.currentThread();
    whenOver(
        () -> {
          if (Thread.currentThread() != worker) {
            worker.interrupt();
          }
        });
  }

  /** Keeps a quiet call's connection from being taken for idle. To be called on the event loop. */
  void keepOpen() {
    var kept = new KeptOpen(context, request);
    kept.begin();
    whenOver(() -> context.runOnContext(ignored -> kept.end()));
  }

  /** Runs {@code what} once when the call is over, at once if it is. */
  void whenOver(Runnable what) {
    var once = new AtomicBoolean();
    Runnable onlyOnce =
        () -> {
          if (once.compareAndSet(false, true)) {
            what.run();
          }
        };
    afterwards.add(onlyOnce);
    if (over.get()) {
      onlyOnce.run();
    }
  }

  /** Sends the head; further calls do nothing. */
  void begin() {
    onLoop(this::beginNow);
  }

  /**
   * Heads and trailers must not be written to a stream the client has reset meanwhile: Netty takes
   * that for a defect of the whole connection and ends it, and every other call with it. On the
   * event loop it is known whether the stream still is.
   */
  private void onLoop(Runnable write) {
    Runnable unlessGone =
        () -> {
          if (over.get()) {
            context.owner().cancelTimer(timer);
          }
          if (!response.closed() && !response.ended()) {
            write.run();
          }
        };
    if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
      unlessGone.run();
    } else {
      context.runOnContext(ignored -> unlessGone.run());
    }
  }

  private void beginNow() {
    if (!response.headWritten()) {
      common();
      response.writeHead();
    }
  }

  private void common() {
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, GRPC)
        .putHeader(ENCODINGS, IDENTITY_AND_GZIP)
        .putHeader(AUDIT_ID, origin.auditId());
  }

  /** Answers with one message and ends the call well. */
  void reply(MessageLite message) {
    if (!finish(Outcome.Code.OK)) {
      return;
    }
    var frame = Buffer.buffer(Frames.of(message));
    onLoop(
        () -> {
          beginNow();
          trailers(Outcome.OK);
          response.end(frame);
        });
  }

  /**
   * Sends a message at the client's pace: waits until there is room.
   *
   * @throws IOException when the call is over or the client takes nothing
   */
  void send(MessageLite message) throws IOException {
    send(Frames.of(message));
  }

  /** As {@link #send(MessageLite)}. */
  void send(byte[] frame) throws IOException {
    awaitRoom();
    write(Buffer.buffer(frame));
  }

  /**
   * Hands a frame to the socket, room or not.
   *
   * @throws IOException when the call is over
   */
  void write(Buffer frame) throws IOException {
    if (over.get()) {
      throw new IOException("the call is over");
    }
    onTheirWay.addAndGet(frame.length());
    onLoop(
        () -> {
          beginNow();
          response.write(frame).onComplete(written -> arrived(frame.length()));
        });
  }

  /** Whether so much is on its way that more should wait. */
  boolean isFull() {
    return onTheirWay.get() >= BYTES_ON_THEIR_WAY;
  }

  private void arrived(int bytes) {
    onTheirWay.addAndGet(-bytes);
    drained.release();
    roomAgain.run();
  }

  /** Runs {@code what} on the event loop whenever something has arrived at the client. */
  void whenRoom(Runnable what) {
    roomAgain = what;
  }

  private void awaitRoom() throws IOException {
    try {
      while (!over.get() && isFull()) {
        if (!drained.tryAcquire(patience.reading().toMillis(), TimeUnit.MILLISECONDS)) {
          giveUp(Outcome.of(STALLED, List.of()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (over.get()) {
      throw new IOException("the call is over");
    }
  }

  /** Ends the call with a failure. */
  void fail(ApiFault fault) {
    end(Outcome.of(fault, List.of()));
  }

  /** Ends the call; only the first end counts. */
  void end(Outcome outcome) {
    if (finish(outcome.code())) {
      onLoop(() -> endNow(outcome));
    }
  }

  /**
   * Ends the call of a client that does not read: why waits behind what it has not, for a while.
   */
  void giveUp(Outcome outcome) {
    if (finish(outcome.code())) {
      onLoop(() -> giveUpNow(outcome));
    }
  }

  private void giveUpNow(Outcome outcome) {
    var owner = context.owner();
    var kept = owner.setTimer(patience.reason().toMillis(), ignored -> AnswerCut.cut(request));
    response.closeHandler(gone -> owner.cancelTimer(kept));
    endNow(outcome);
  }

  private void endNow(Outcome outcome) {
    if (!response.headWritten()) {
      common();
    }
    trailers(outcome);
    response.end();
  }

  private void trailers(Outcome outcome) {
    var trailers = response.headWritten() ? response.trailers() : response.headers();
    trailers.set(STATUS, Integer.toString(outcome.code().ordinal()));
    if (!outcome.message().isEmpty()) {
      trailers.set("grpc-message", outcome.wireMessage());
    }
    if (outcome.status() != null) {
      trailers.set("grpc-status-details-bin", outcome.details());
    }
  }

  /** The client has gone, or somebody else has ended the response. */
  void cancelled() {
    finish(Outcome.Code.CANCELLED);
    context.owner().cancelTimer(timer);
  }

  /** What a deadline ends a call with. */
  private static ApiFault late() {
    return new ApiFault(Reason.TIMEOUT, "Timeout: the call's deadline has passed");
  }

  private boolean finish(Outcome.Code code) {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    metrics.ended(method, code, System.nanoTime() - began);
    drained.release();
    afterwards.forEach(Runnable::run);
    return true;
  }
}
