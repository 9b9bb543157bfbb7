package dev.quarterdeck.agent.network;

import java.nio.file.Path;

/**
 * How a node's pod network is set up.
 *
 * @param node the node's name
 * @param confDir where the container runtime looks for CNI configuration
 * @param ipamData where host-local keeps which addresses are taken; each host its own
 * @param bridge name of the pods' bridge, at most 15 characters
 * @param mtu of the pods' interfaces, 0 for the plugin's own choice
 * @param ip iproute2's program
 */
public record NetworkConfig(
    String node, Path confDir, Path ipamData, String bridge, int mtu, Path ip) {

  /** The usual settings beside what differs between hosts. */
  public static NetworkConfig of(String node, Path confDir) {
    return new NetworkConfig(
        node, confDir, Path.of("/var/lib/cni/networks"), "cni0", 0, Path.of("ip"));
  }
}
