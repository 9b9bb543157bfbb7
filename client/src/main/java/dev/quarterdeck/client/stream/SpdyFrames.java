package dev.quarterdeck.client.stream;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Sorts the frames of one session. */
final class SpdyFrames extends SimpleChannelInboundHandler<SpdyFrame> {

  private final SpdySession.Listener listener;
  private final Map<Integer, CompletableFuture<Void>> asked = new ConcurrentHashMap<>();
  private volatile boolean closed;

  SpdyFrames(SpdySession.Listener listener) {
    this.listener = listener;
  }

  /** Completes when the other side accepts the stream that is about to be opened. */
  CompletableFuture<Void> expect(int stream) {
    var accepted = new CompletableFuture<Void>();
    asked.put(stream, accepted);
    if (closed) {
      accepted.completeExceptionally(gone());
    }
    return accepted;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, SpdyFrame frame) {
    switch (frame) {
      case SpdyDataFrame data -> {
        if (data.content().isReadable()) {
          listener.data(data.streamId(), ByteBufUtil.getBytes(data.content()));
        }
        endIfLast(data);
      }
      case SpdySynReplyFrame reply -> {
        var accepted = asked.remove(reply.streamId());
        if (accepted != null) {
          accepted.complete(null);
        }
        endIfLast(reply);
      }
      case SpdyRstStreamFrame reset -> {
        var accepted = asked.remove(reset.streamId());
        if (accepted != null) {
          accepted.completeExceptionally(new IOException("the node agent refused the stream"));
        }
        listener.end(reset.streamId());
      }
      case SpdyPingFrame ping when ping.id() % 2 == 0 -> // The other side's own: to be echoed.
          context.writeAndFlush(new DefaultSpdyPingFrame(ping.id()));
      case SpdyGoAwayFrame _ -> {} // The connection is closed next.
      default -> {} // Settings and windows: kubelets send none that mean anything.
    }
  }

  private void endIfLast(SpdyStreamFrame frame) {
    if (frame.isLast()) {
      listener.end(frame.streamId());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed = true;
    asked.values().forEach(accepted -> accepted.completeExceptionally(gone()));
    listener.closed();
    context.fireChannelInactive();
  }

  private static IOException gone() {
    return new IOException("the connection to the node agent is gone");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
