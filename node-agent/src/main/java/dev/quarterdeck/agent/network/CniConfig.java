package dev.quarterdeck.agent.network;

import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes the CNI network list of the pod network (<a
 * href="https://www.cni.dev/docs/spec/#section-1-network-configuration-format">CNI</a>): a bridge,
 * which is the pods' gateway, with addresses of the node's pod CIDR. The runtime adds the loopback
 * interface itself; the service proxy implements host ports.
 */
final class CniConfig {

  private CniConfig() {}

  /**
   * @param podCidr the node's pod CIDR
   * @param ipamData the folder in which host-local keeps the allocated addresses; each host of one
   *     machine has another
   * @param mtu the MTU of the pods' interfaces; 0 for the plugin's default
   */
  static byte[] conflist(String bridge, String podCidr, Path ipamData, int mtu) {
    var list = Json.object().put("cniVersion", "1.0.0").put("name", "quarterdeck");
    var plugin =
        list.putArray("plugins")
            .addObject()
            .put("type", "bridge")
            .put("bridge", bridge)
            .put("isGateway", true)
            .put("hairpinMode", true)
            .put("promiscMode", false)
            .put("ipMasq", false);
    if (mtu > 0) {
      plugin.put("mtu", mtu);
    }
    var ipam =
        plugin.putObject("ipam").put("type", "host-local").put("dataDir", ipamData.toString());
    ipam.putArray("ranges").addArray().addObject().put("subnet", podCidr);
    ipam.putArray("routes").addObject().put("dst", "0.0.0.0/0");
    return (list.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
