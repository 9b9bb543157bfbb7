package dev.quarterdeck.client.stream;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Makes an ordinary answer to a held request the last one of its connection, and keeps HTTP answers
 * out of a pipe that already runs.
 */
final class LastAnswer extends ChannelOutboundHandlerAdapter {

  private final PipeEnd end;

  LastAnswer(PipeEnd end) {
    this.end = end;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (end.joined()) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new IllegalStateException("the connection has switched protocols"));
      return;
    }
    if (message instanceof HttpResponse response && response.status().code() >= 200) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    var last =
        message instanceof LastHttpContent
            && !(message instanceof HttpResponse response && response.status().code() < 200);
    ctx.write(message, last ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
  }
}
