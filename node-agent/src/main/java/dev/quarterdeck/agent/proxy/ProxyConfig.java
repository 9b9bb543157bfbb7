package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the service proxy of a machine works.
 *
 * @param node the node's name; a name that no node has where the machine is none
 * @param table the nft table it owns, family {@code ip}; nothing else may write to it
 * @param clusterCidr addresses of all pods, empty when unknown
 * @param nft the nft program
 * @param minPeriod the shortest time between two applications of rules
 * @param fullPeriod how often the table is looked at, in case somebody else changed it
 * @param clusterIpsOnly serve cluster addresses alone: no node ports, host ports, external
 *     addresses or load balancers, which are not a machine's that is no node
 * @param deleteOnClose remove the table when the proxy stops, instead of leaving services working
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

  /** The usual settings: table {@code quarterdeck}, nft from the path, 100 ms, 1 minute. */
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

  /** For a machine that is no node but a client of Services. */
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
