package dev.quarterdeck.client.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One end of a byte pipe between two connections. Until it is joined it holds what arrives (reading
 * stops, so that is at most one read); then it hands bytes to its peer as they come, reads only
 * while the peer can take more, and passes the end of input on as a half close. Runs on its
 * channel's event loop.
 */
final class PipeEnd extends ChannelInboundHandlerAdapter {

  /** How long a pipe with one direction ended may go without a byte in the other. */
  private static final long LINGER_SECONDS = 30;

  private final Queue<ByteBuf> held = new ArrayDeque<>();
  private ChannelHandlerContext context;
  private PipeEnd peer;
  private boolean inputEnded;
  private boolean outputEnded;
  private long moved;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    dropHeld();
  }

  /** Joins two ends whose channels share an event loop; called on it. */
  static void join(PipeEnd left, PipeEnd right) {
    left.joinTo(right);
    right.joinTo(left);
    left.start();
    right.start();
  }

  private void joinTo(PipeEnd other) {
    peer = other;
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  private void start() {
    for (var bytes = held.poll(); bytes != null; bytes = held.poll()) {
      forward(bytes);
    }
    peer.context.flush();
    if (!context.channel().isActive()) {
      peer.finish();
      return;
    }
    readWhilePeerWritable();
  }

  /** Sends bytes of our own, ahead of anything the peer has. */
  void send(ByteBuf bytes) {
    context.writeAndFlush(bytes);
  }

  boolean joined() {
    return peer != null;
  }

  /** Stops reading until the end is joined, so that what is held stays small. */
  void hold() {
    context.channel().config().setAutoRead(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
    } else if (peer == null) {
      held.add(bytes);
    } else {
      forward(bytes);
      readWhilePeerWritable();
    }
  }

  private void forward(ByteBuf bytes) {
    moved += bytes.readableBytes();
    peer.context.write(bytes);
  }

  private void readWhilePeerWritable() {
    context.channel().config().setAutoRead(peer.context.channel().isWritable());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (peer == null) {
      ctx.fireChannelReadComplete();
    } else {
      peer.context.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (peer == null) {
      ctx.fireChannelWritabilityChanged();
    } else {
      peer.readWhilePeerWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (peer == null) {
      ctx.fireUserEventTriggered(event);
    } else if (event instanceof ChannelInputShutdownEvent
        || event instanceof SslCloseCompletionEvent) {
      endInput();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (peer != null) {
      inputEnded = true;
      outputEnded = true;
      peer.finish();
    }
    dropHeld();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (peer == null) {
      ctx.fireExceptionCaught(cause);
    } else {
      ctx.close();
    }
  }

  private void endInput() {
    if (inputEnded) {
      return;
    }
    inputEnded = true;
    peer.endOutput();
    if (peer.inputEnded) {
      finish();
      peer.finish();
    } else {
      peer.lingerFrom(peer.moved);
    }
  }

  /** Tells the other side of this channel that no more comes, once all before it is out. */
  private void endOutput() {
    if (outputEnded) {
      return;
    }
    outputEnded = true;
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> shutdownOutput());
  }

  /**
   * TLS before 1.3 has no half close, and peers commonly do not notice one: the whole connection
   * goes, as in Kubernetes' own proxies.
   */
  private void shutdownOutput() {
    var tls = context.pipeline().get(SslHandler.class) != null;
    if (!tls && context.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      context.close();
    }
  }

  private void lingerFrom(long before) {
    context
        .executor()
        .schedule(
            () -> {
              if (!context.channel().isActive()) {
                return;
              }
              if (moved == before) {
                finish();
                peer.finish();
              } else {
                lingerFrom(moved);
              }
            },
            LINGER_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Closes once everything written is out. */
  private void finish() {
    if (context.channel().isActive()) {
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener((ChannelFutureListener) done -> done.channel().close());
    }
  }

  private void dropHeld() {
    held.forEach(ByteBuf::release);
    held.clear();
  }
}
