package dev.quarterdeck.apiserver.http.watch;

import dev.quarterdeck.client.stream.Channels;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * Exempts a connection from the server's idle timeout while a quiet stream runs on it. Over
 * HTTP/1.1 the timeout is lifted and put back; an HTTP/2 connection, which others share, is kept
 * busy with pings, which also find out when the other side is gone.
 *
 * <p>All methods belong to the connection's event loop.
 */
public final class KeptOpen {

  private static final long PING_MILLIS = 30_000;
  private static final String IDLE = "idle"; // Vert.x' name of the handler
  private static final Buffer PING = Buffer.buffer("watching");

  private final Context context;
  private final HttpServerRequest request;
  private long pings = -1;
  private long idleMillis;

  public KeptOpen(Context context, HttpServerRequest request) {
    this.context = context;
    this.request = request;
  }

  public void begin() {
    if (request.version() == HttpVersion.HTTP_2) {
      pings =
          context
              .owner()
              .setPeriodic(
                  PING_MILLIS,
                  ignored ->
                      request
                          .connection()
                          .ping(PING)
                          .onFailure(gone -> request.connection().close()));
    } else if (pipeline().get(IDLE) instanceof IdleStateHandler handler) {
      idleMillis = handler.getAllIdleTimeInMillis();
      pipeline().remove(IDLE);
    }
  }

  public void end() {
    if (pings >= 0) {
      context.owner().cancelTimer(pings);
      pings = -1;
    } else if (idleMillis > 0 && pipeline().get(IDLE) == null) {
      pipeline()
          .addBefore(
              "handler", IDLE, new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS));
      idleMillis = 0;
    }
  }

  private ChannelPipeline pipeline() {
    return Channels.of(request.connection()).pipeline();
  }
}
