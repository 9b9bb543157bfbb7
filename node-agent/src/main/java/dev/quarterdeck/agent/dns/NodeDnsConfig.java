package dev.quarterdeck.agent.dns;

import dev.quarterdeck.dns.DnsConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * How a node answers for the cluster's DNS.
 *
 * @param dns what it answers, and where
 * @param clientRate questions over UDP that one client may ask in a second; what is above is
 *     dropped before it costs the others anything
 * @param nft the nft program
 * @param ip iproute2's program
 */
public record NodeDnsConfig(DnsConfig dns, int clientRate, Path nft, Path ip) {

  // Half of what the server answers on one slow core.
  private static final int CLIENT_RATE = 10_000;

  /** The usual settings: both programs from the path, and half the server for one client. */
  public static NodeDnsConfig of(DnsConfig dns) {
    return new NodeDnsConfig(dns, CLIENT_RATE, Path.of("nft"), Path.of("ip"));
  }

  List<String> addresses() {
    return dns.clusterAddresses();
  }
}
