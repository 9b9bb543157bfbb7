package dev.quarterdeck.cli.machine;

import dev.quarterdeck.agent.network.NetworkConfig;
import dev.quarterdeck.agent.network.NodeNetwork;
import dev.quarterdeck.agent.proxy.ProxyConfig;
import dev.quarterdeck.agent.proxy.ServiceProxy;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Gives a machine that is no node of the cluster, such as the API server's, access to pods and
 * Services. It keeps a route to the pods of each node and translates the cluster addresses of
 * Services, with the classes that do so on a node. Routes and rules stay in place when it stops.
 */
@Command(
    name = "machine-network",
    mixinStandardHelpOptions = true,
    description = "Keeps this machine's routes to pods and its rules for Services.")
public final class MachineNetworkMain implements Callable<Integer> {

  @Option(
      names = "--kubeconfig",
      required = true,
      description = "Whom to follow nodes, Services and EndpointSlices as.")
  Path kubeconfig;

  @Option(
      names = "--route-table",
      required = true,
      description = "Routing table for the routes to pods; rules have to lead there.")
  String routeTable;

  @Option(names = "--nft-table", required = true, description = "nft table for Services.")
  String nftTable;

  @Option(names = "--cluster-cidr", required = true, description = "Addresses of all pods.")
  Cidr clusterCidr;

  private MachineNetworkMain() {}

  public static void main(String[] arguments) {
    var command = new CommandLine(new MachineNetworkMain());
    command.registerConverter(Cidr.class, Cidr::parse);
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    var meters = new SimpleMeterRegistry();
    try (var client = ApiClient.connect(kubeconfig, "kube-proxy");
        var routes =
            new NodeNetwork(client, NetworkConfig.routesOnly(routeTable), Time.system(), meters)
                .start();
        var services =
            new ServiceProxy(
                    client,
                    ProxyConfig.clusterIpsOnly(nftTable, clusterCidr),
                    Time.system(),
                    meters)
                .start()) {
      new CountDownLatch(1).await(); // until the process is told to stop
    }
    return 0;
  }
}
