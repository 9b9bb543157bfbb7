package dev.quarterdeck.dns.server;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Who asks, and how.
 *
 * @param mayRecurse whether names outside the cluster are looked up for it
 */
record Client(InetAddress address, Transport transport, boolean mayRecurse) {

  /** What carries questions and answers. */
  enum Transport {
    UDP,
    TCP
  }

  /** As CoreDNS' metrics call it. */
  String family() {
    return address instanceof Inet6Address ? "2" : "1";
  }
}
