package dev.quarterdeck.deploy;

import dev.quarterdeck.agent.network.NetworkConfig;
import dev.quarterdeck.agent.proxy.ProxyConfig;
import dev.quarterdeck.model.net.Cidr;
import picocli.CommandLine.Option;

/**
 * How this machine, which is no node of the cluster, reaches pods and Services (docs/adr/0007).
 * Both options or neither; they take the right to change the machine's network.
 */
final class MachineNetworkOptions {

  /** The user that follows nodes, Services and EndpointSlices. */
  static final String USER = "system:kube-proxy";

  @Option(
      names = "--machine-route-table",
      paramLabel = "TABLE",
      required = true,
      description =
          "Keep this machine's routes to the pods of each node in this routing table, to which rules"
              + " have to lead (default: no routes are kept).")
  String routeTable;

  @Option(
      names = "--machine-nft-table",
      paramLabel = "TABLE",
      required = true,
      description =
          "Translate the cluster addresses of Services on this machine in this nft table of family"
              + " ip (default: they are not translated).")
  String nftTable;

  /** How to keep the routes. */
  NetworkConfig routes() {
    return NetworkConfig.routesOnly(routeTable);
  }

  /** How to translate Services; {@code pods} has the addresses of all pods. */
  ProxyConfig services(Cidr pods) {
    return ProxyConfig.clusterIpsOnly(nftTable, pods);
  }
}
