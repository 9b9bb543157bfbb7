package dev.quarterdeck.apiserver.http.limit;

import dev.quarterdeck.client.stream.Channels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections whose request heads take too long, as Go's ReadHeaderTimeout does: the first
 * one counts from when the connection is there, each later one from its first byte. Between
 * requests the idle timeout alone holds.
 */
public final class HeadDeadline {

  /** What Vert.x calls the handler only HTTP/1's connections have. */
  static final String DECODER = "httpDecoder";

  private static final String WATCH = "headDeadline";

  private final Duration within;

  public HeadDeadline(Duration within) {
    this.within = within;
  }

  /** A connection is there; called on its event loop. */
  public void begin(HttpConnection connection) {
    var channel = Channels.of(connection);
    var pipeline = channel.pipeline();
    var watch = new Watch(channel);
    if (pipeline.get(DECODER) == null) {
      pipeline.addLast(WATCH, watch); // HTTP/2: see arrived.
    } else {
      pipeline.addBefore(DECODER, WATCH, watch);
      pipeline.addAfter(DECODER, WATCH + "End", watch.new Heads());
    }
    watch.start();
  }

  /** A request's head is there. Over HTTP/2 only the first has a deadline: streams share frames. */
  public void arrived(HttpServerRequest request) {
    if (Channels.of(request.connection()).pipeline().get(WATCH) instanceof Watch watch) {
      watch.end();
    }
  }

  /** Sees raw bytes come in. All of it belongs to the channel's event loop. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private boolean inBody;
    private Future<?> deadline;

    Watch(Channel channel) {
      this.channel = channel;
      channel.closeFuture().addListener(closed -> end());
    }

    void start() {
      if (deadline == null) {
        deadline =
            channel.eventLoop().schedule(this::late, within.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    void end() {
      if (deadline != null) {
        deadline.cancel(false);
        deadline = null;
      }
    }

    /** An upgraded connection speaks no HTTP any more. */
    private void late() {
      if (deadline != null) {
        channel.close();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (context.pipeline().get(DECODER) == null) {
        end();
      } else if (!inBody) {
        start();
      }
      context.fireChannelRead(message);
    }

    /** Sees what the bytes were. */
    private final class Heads extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
          inBody = true;
          end();
        }
        if (message instanceof LastHttpContent) {
          inBody = false;
        }
        context.fireChannelRead(message);
      }
    }
  }
}
