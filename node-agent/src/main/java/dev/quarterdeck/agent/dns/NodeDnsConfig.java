package dev.quarterdeck.agent.dns;

import dev.quarterdeck.dns.DnsConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of a node's DNS server.
 *
 * @param dns the configuration of the server itself
 * @param clientRate how many queries per second one client may send over UDP; the rules drop the
 *     others
 * @param nft the path of the nft program
 * @param ip the path of iproute2's program
 */
public record NodeDnsConfig(DnsConfig dns, int clientRate, Path nft, Path ip) {

  // Half of the queries that the server answers on one slow core.
  private static final int CLIENT_RATE = 10_000;

  /**
   * The default configuration: both programs from the path, and half of the server's capacity for
   * one client.
   */
  public static NodeDnsConfig of(DnsConfig dns) {
    return new NodeDnsConfig(dns, CLIENT_RATE, Path.of("nft"), Path.of("ip"));
  }

  List<String> addresses() {
    return dns.clusterAddresses();
  }
}
