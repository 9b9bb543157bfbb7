package dev.quarterdeck.apiserver.connect;

import java.net.InetAddress;

/** Knows where this server itself is reached, so that no object's status makes it call itself. */
@FunctionalInterface
public interface OwnEndpoints {

  /** Whether a call to {@code address} and {@code port} would arrive at this server. */
  boolean include(InetAddress address, int port);
}
