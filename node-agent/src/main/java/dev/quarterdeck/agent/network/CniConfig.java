package dev.quarterdeck.agent.network;

import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The network list a container runtime reads (<a
 * href="https://www.cni.dev/docs/spec/#section-1-network-configuration-format">CNI</a>): one bridge
 * that is the pods' gateway, addresses from the node's pod CIDR. The runtime adds loopback itself;
 * host ports are the service proxy's.
 */
final class CniConfig {

  private CniConfig() {}

  /**
   * @param podCidr the node's own
   * @param ipamData where host-local keeps its leases; differs between hosts on one machine
   * @param mtu 0 for the plugin's own choice
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
