package dev.quarterdeck.apiserver.http.limit;

import dev.quarterdeck.client.stream.Channels;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;

/**
 * Over HTTP/2 many answers share a connection, each of several frames that Vert.x flushes one by
 * one. What one turn of the event loop writes leaves in one TLS record and one system call instead.
 */
public final class FlushTogether {

  private static final String NAME = "flushTogether";

  private FlushTogether() {}

  /** A connection is there; called on its event loop. HTTP/1's are left as they are. */
  public static void begin(HttpConnection connection) {
    var pipeline = Channels.of(connection).pipeline();
    var tls = pipeline.context(SslHandler.class);
    if (tls != null && pipeline.get(HeadDeadline.DECODER) == null) {
      pipeline.addAfter(
          tls.name(),
          NAME,
          new FlushConsolidationHandler(
              FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }
  }
}
