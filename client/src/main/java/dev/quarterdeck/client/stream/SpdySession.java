package dev.quarterdeck.client.stream;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client's end of a kubelet's exec, attach or port-forward session: SPDY/3.1 streams over an
 * upgraded connection, as kubectl opens them. There is no flow control but the connection's, as in
 * every kubelet.
 *
 * <p>Methods that wait are for virtual threads. The listener is called on the event loop.
 */
public final class SpdySession implements AutoCloseable {

  /** What the other side sends. Calls come one after the other. */
  public interface Listener {

    /**
     * @param stream as {@link SpdySession#reserve} numbered it
     */
    void data(int stream, byte[] bytes);

    /** The other side sends no more on this stream. */
    void end(int stream);

    /** The connection is gone; nothing follows. */
    void closed();
  }

  /** How long a stream may take to be accepted. */
  private static final Duration ACCEPTED_WITHIN = Duration.ofSeconds(30);

  /** A peer that takes nothing for this long is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final byte LOWEST_PRIORITY = 7;

  private final Channel channel;
  private final SpdyFrames frames;
  private final AtomicInteger nextStream = new AtomicInteger(1);

  private SpdySession(Channel channel, SpdyFrames frames) {
    this.channel = channel;
    this.frames = frames;
  }

  /**
   * Dials and upgrades; a waiting thread that is interrupted gives the connection up.
   *
   * @param dialer carries the TLS settings and connect timeout
   * @param protocol the subprotocol, such as {@code v4.channel.k8s.io}
   * @throws ApiFault with the agent's own words when it refuses; UNKNOWN when it cannot be reached;
   *     TIMEOUT
   */
  public static SpdySession connect(
      NetClient dialer, UpgradeTarget target, String protocol, Listener listener) {
    var session = new CompletableFuture<SpdySession>();
    dialer
        .connect(target.port(), target.host())
        .onSuccess(
            socket -> {
              if (!session.isDone()) {
                upgrade(socket, target, protocol, listener, session);
              }
              session.exceptionally(unwanted -> closed(socket));
            })
        .onFailure(failure -> session.completeExceptionally(DialFailure.of(target, failure)));
    try {
      return session.get(target.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      abandon(session);
      throw new ApiFault(Reason.TIMEOUT, "the node agent gave no answer in time");
    } catch (InterruptedException e) {
      abandon(session);
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ApiFault fault ? fault : DialFailure.of(target, e.getCause());
    }
  }

  /** Closes the session, now or as soon as it is open. */
  private static void abandon(CompletableFuture<SpdySession> session) {
    if (!session.cancel(false)) {
      session.whenComplete(
          (late, failure) -> {
            if (late != null) {
              late.close();
            }
          });
    }
  }

  private static SpdySession closed(NetSocket socket) {
    socket.close();
    return null;
  }

  private static void upgrade(
      NetSocket socket,
      UpgradeTarget target,
      String protocol,
      Listener listener,
      CompletableFuture<SpdySession> session) {
    var channel = Channels.of(socket);
    var outcome =
        new AnswerReader.Outcome() {
          @Override
          public void switched(ByteBuf bytes) {
            begin(channel, bytes, listener, session);
          }

          @Override
          public void refused(FullHttpResponse response) {
            session.completeExceptionally(refusal(response));
          }

          @Override
          public void failed(IOException why) {
            session.completeExceptionally(DialFailure.of(target, why));
          }
        };
    channel.pipeline().addBefore("handler", "answer", new AnswerReader(outcome));
    channel.writeAndFlush(Unpooled.copiedBuffer(head(target, protocol), StandardCharsets.US_ASCII));
  }

  private static String head(UpgradeTarget target, String protocol) {
    return """
        POST %s HTTP/1.1
        Host: %s:%d
        Connection: Upgrade
        Upgrade: SPDY/3.1
        X-Stream-Protocol-Version: %s
        Content-Length: 0

        """
        .formatted(target.uri(), target.host(), target.port(), protocol)
        .replace("\n", "\r\n");
  }

  private static void begin(
      Channel channel, ByteBuf bytes, Listener listener, CompletableFuture<SpdySession> session) {
    var pipeline = channel.pipeline();
    if (pipeline.get("idle") != null) {
      pipeline.remove("idle");
    }
    var frames = new SpdyFrames(listener);
    pipeline.addAfter("answer", "spdy", new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    pipeline.addAfter("spdy", "frames", frames);
    session.complete(new SpdySession(channel, frames));
    var end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END_OF_HEAD), bytes);
    bytes.skipBytes(end + END_OF_HEAD.length);
    pipeline.context("answer").fireChannelRead(bytes);
  }

  private static ApiFault refusal(FullHttpResponse response) {
    var words = response.content().toString(StandardCharsets.UTF_8).strip();
    var reason =
        switch (response.status().code()) {
          case 400 -> Reason.BAD_REQUEST;
          case 401, 403 -> Reason.FORBIDDEN;
          case 404 -> Reason.NOT_FOUND;
          case 503 -> Reason.SERVICE_UNAVAILABLE;
          default -> Reason.INTERNAL_ERROR;
        };
    return new ApiFault(reason, words.isEmpty() ? response.status().toString() : words);
  }

  /** The number of the next stream, for a listener to know before anything arrives on it. */
  public int reserve() {
    return nextStream.getAndAdd(2);
  }

  /**
   * Opens a stream and waits until the other side has it.
   *
   * @param stream reserved; streams are opened in the order of their numbers
   * @param headers such as {@code streamtype: stdin}
   * @throws IOException when it is refused or the connection is gone
   */
  public void open(int stream, Map<String, String> headers) throws IOException {
    var frame = new DefaultSpdySynStreamFrame(stream, 0, LOWEST_PRIORITY);
    headers.forEach((name, value) -> frame.headers().add(name, value));
    var accepted = frames.expect(stream);
    channel.writeAndFlush(frame);
    try {
      accepted.get(ACCEPTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the node agent did not take the stream in time", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Sends bytes; waits while the connection is full. */
  public void write(int stream, byte[] bytes) throws IOException {
    await(channel.writeAndFlush(new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes))));
  }

  /** Says that nothing more will be sent on this stream. */
  public void end(int stream) throws IOException {
    await(channel.writeAndFlush(new DefaultSpdyDataFrame(stream).setLast(true)));
  }

  private static void await(ChannelFuture written) throws IOException {
    try {
      if (!written.await(PATIENCE.toMillis())) {
        throw new IOException("the node agent takes nothing");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (!written.isSuccess()) {
      throw new IOException("the connection to the node agent is gone", written.cause());
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  /** Takes no more from the connection until {@link #resume}. */
  public void pause() {
    channel.config().setAutoRead(false);
  }

  public void resume() {
    channel.config().setAutoRead(true);
  }

  @Override
  public void close() {
    channel.close();
  }
}
