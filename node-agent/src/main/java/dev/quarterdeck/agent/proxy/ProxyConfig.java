package dev.quarterdeck.agent.proxy;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the service proxy of a node works.
 *
 * @param node the node's name
 * @param table the nft table it owns, family {@code ip}; nothing else may write to it
 * @param clusterCidr addresses of all pods, empty when unknown
 * @param nft the nft program
 * @param minPeriod the shortest time between two applications of rules
 * @param fullPeriod how often the table is looked at, in case somebody else changed it
 * @param deleteOnClose remove the table when the proxy stops, instead of leaving services working
 */
public record ProxyConfig(
    String node,
    String table,
    String clusterCidr,
    Path nft,
    Duration minPeriod,
    Duration fullPeriod,
    boolean deleteOnClose) {

  /** The usual settings: table {@code quarterdeck}, nft from the path, 100 ms, 1 minute. */
  public static ProxyConfig of(String node, String clusterCidr) {
    return new ProxyConfig(
        node,
        "quarterdeck",
        clusterCidr,
        Path.of("nft"),
        Duration.ofMillis(100),
        Duration.ofMinutes(1),
        false);
  }
}
