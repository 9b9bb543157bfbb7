package dev.quarterdeck.client.stream;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The Netty channels of Vert.x' connections: the only place that uses what is internal to Vert.x,
 * which offers no other way to them.
 */
public final class Channels {

  private Channels() {}

  public static Channel of(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  public static Channel of(NetSocket socket) {
    return ((ConnectionBase) socket).channel();
  }
}
