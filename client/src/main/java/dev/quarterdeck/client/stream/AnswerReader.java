package dev.quarterdeck.client.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the target's answer to an upgrade request. A 101 is handed over byte for byte together with
 * whatever followed it in the same packets; any other answer is read to its end as HTTP.
 */
final class AnswerReader extends ChannelInboundHandlerAdapter {

  private static final int MAX_HEAD = 64 << 10;

  /** Refusals are short texts; a longer one is an error of the target. */
  private static final int MAX_BODY = 1 << 20;

  private static final ByteBuf END_OF_HEAD =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {'\r', '\n', '\r', '\n'}))
          .asReadOnly();

  /** What becomes of the answer; exactly one method is called, once, on the event loop. */
  interface Outcome {
    /** The target switches protocols; {@code bytes} is its head and all that followed. */
    void switched(ByteBuf bytes);

    /** The target answers otherwise; {@code response} is released after the call. */
    void refused(FullHttpResponse response);

    void failed(IOException why);
  }

  private final Outcome outcome;
  private final ByteBuf head = Unpooled.buffer(512);
  private boolean decided;

  AnswerReader(Outcome outcome) {
    this.outcome = outcome;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (decided || !(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    head.writeBytes(bytes);
    bytes.release();
    if (ByteBufUtil.indexOf(END_OF_HEAD, head) >= 0) {
      decide(ctx);
    } else if (head.readableBytes() > MAX_HEAD) {
      fail(ctx, "the response head is longer than " + MAX_HEAD + " bytes");
    }
  }

  private void decide(ChannelHandlerContext ctx) {
    decided = true;
    if (head.toString(0, Math.min(12, head.writerIndex()), StandardCharsets.US_ASCII)
        .matches("HTTP/1\\.[01] 101")) {
      outcome.switched(head);
      return;
    }
    var pipeline = ctx.pipeline();
    pipeline.addAfter(ctx.name(), "refusal", new RefusalReader());
    pipeline.addAfter(ctx.name(), "aggregator", new HttpObjectAggregator(MAX_BODY));
    pipeline.addAfter(ctx.name(), "decoder", new HttpResponseDecoder());
    ctx.fireChannelRead(head);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!decided) {
      fail(ctx, "the connection was closed before an answer");
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (decided) {
      ctx.fireExceptionCaught(cause);
    } else {
      fail(ctx, String.valueOf(cause.getMessage()));
    }
  }

  private void fail(ChannelHandlerContext ctx, String why) {
    decided = true;
    head.release();
    outcome.failed(new IOException(why));
    ctx.close();
  }

  private final class RefusalReader extends SimpleChannelInboundHandler<FullHttpResponse> {
    private boolean done;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      if (done) {
        return;
      }
      done = true;
      if (response.decoderResult().isSuccess()) {
        outcome.refused(response);
      } else {
        outcome.failed(new IOException("the answer is no HTTP response"));
      }
      ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      end(ctx, String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end(ctx, "the connection was closed within the answer");
      ctx.fireChannelInactive();
    }

    private void end(ChannelHandlerContext ctx, String why) {
      if (!done) {
        done = true;
        outcome.failed(new IOException(why));
        ctx.close();
      }
    }
  }
}
