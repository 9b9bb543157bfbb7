package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of a machine's service proxy.
 *
 * @param node the node's name; for a machine that is not a node, a name that no node has
 * @param table the nft table of family {@code ip} that only the proxy writes
 * @param clusterCidr the block of all pods' addresses; empty when it is unknown
 * @param nft the path of the nft program
 * @param minPeriod the shortest time between two applications of rules
 * @param fullPeriod how often the proxy reads the table, in case another program has changed it
 * @param clusterIpsOnly whether the proxy serves only cluster IPs, as on a machine that is not a
 *     node: no node ports, host ports, external IPs or load balancers
 * @param deleteOnClose whether the proxy deletes the table when it stops; otherwise Services keep
 *     working
 */
public record ProxyConfig(
    String node,
    String table,
    Optional<Cidr> clusterCidr,
    Path nft,
    Duration minPeriod,
    Duration fullPeriod,
    boolean clusterIpsOnly,
    boolean deleteOnClose) {

  /**
   * The default configuration of a node: table {@code quarterdeck}, nft from the path, 100 ms, 1
   * minute.
   */
  public static ProxyConfig of(String node, Optional<Cidr> clusterCidr) {
    return new ProxyConfig(
        node,
        "quarterdeck",
        clusterCidr,
        Path.of("nft"),
        Duration.ofMillis(100),
        Duration.ofMinutes(1),
        false,
        false);
  }

  /** The configuration of a machine that is not a node and uses Services. */
  public static ProxyConfig clusterIpsOnly(String table, Cidr clusterCidr) {
    var usual = of("", Optional.of(clusterCidr));
    return new ProxyConfig(
        usual.node,
        table,
        usual.clusterCidr,
        usual.nft,
        usual.minPeriod,
        usual.fullPeriod,
        true,
        false);
  }
}
