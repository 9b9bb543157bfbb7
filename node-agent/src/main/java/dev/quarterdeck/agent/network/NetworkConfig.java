package dev.quarterdeck.agent.network;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration of a machine's part in the pod network.
 *
 * @param node the node's name; for a machine that is not a node, a name that no node has
 * @param pods the network of the node's own pods; empty on a machine that does not run pods
 * @param routeTable the routing table (ip-route(8)) of the routes to other nodes' pods
 * @param ip the path of iproute2's program
 */
public record NetworkConfig(String node, Optional<Pods> pods, String routeTable, Path ip) {

  private static final Path IP = Path.of("ip");

  /**
   * The network of a node's own pods.
   *
   * @param confDir the folder from which the container runtime reads the CNI configuration
   * @param ipamData the folder in which host-local keeps the allocated addresses; each host of one
   *     machine has another
   * @param bridge the name of the pods' bridge, at most 15 characters
   * @param mtu the MTU of the pods' interfaces; 0 for the plugin's default
   */
  public record Pods(Path confDir, Path ipamData, String bridge, int mtu) {}

  /** The default configuration of a node. */
  public static NetworkConfig of(String node, Path confDir) {
    var pods = new Pods(confDir, Path.of("/var/lib/cni/networks"), "cni0", 0);
    return new NetworkConfig(node, Optional.of(pods), "main", IP);
  }

  /**
   * The configuration of a machine that is not a node and reaches the pods of all nodes.
   *
   * @param routeTable a table with no other routes; the caller adds the rule that selects it
   */
  public static NetworkConfig routesOnly(String routeTable) {
    return new NetworkConfig("", Optional.empty(), routeTable, IP);
  }
}
