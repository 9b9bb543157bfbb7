package dev.quarterdeck.agent.network;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a machine takes part in the pod network.
 *
 * @param node the node's name; a name that no node has where the machine is none
 * @param pods how the node's own pods are connected; empty on a machine that runs no pods
 * @param routeTable the routing table (ip-route(8)) that routes to the nodes' pods go to
 * @param ip iproute2's program
 */
public record NetworkConfig(String node, Optional<Pods> pods, String routeTable, Path ip) {

  private static final Path IP = Path.of("ip");

  /**
   * How the node's own pods are connected.
   *
   * @param confDir where the container runtime looks for CNI configuration
   * @param ipamData where host-local keeps which addresses are taken; each host its own
   * @param bridge name of the pods' bridge, at most 15 characters
   * @param mtu of the pods' interfaces, 0 for the plugin's own choice
   */
  public record Pods(Path confDir, Path ipamData, String bridge, int mtu) {}

  /** The usual settings beside what differs between hosts. */
  public static NetworkConfig of(String node, Path confDir) {
    var pods = new Pods(confDir, Path.of("/var/lib/cni/networks"), "cni0", 0);
    return new NetworkConfig(node, Optional.of(pods), "main", IP);
  }

  /**
   * For a machine that is no node and reaches the pods of all nodes.
   *
   * @param routeTable a table that holds nothing of others; what leads there is the caller's to say
   */
  public static NetworkConfig routesOnly(String routeTable) {
    return new NetworkConfig("", Optional.empty(), routeTable, IP);
  }
}
