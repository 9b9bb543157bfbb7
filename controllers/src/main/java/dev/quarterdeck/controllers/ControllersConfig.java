package dev.quarterdeck.controllers;

import dev.quarterdeck.controllers.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.controllers.podgc.PodGcController;
import java.time.Duration;
import java.util.List;

/**
 * How the controllers run.
 *
 * @param selection which of them run
 * @param workers how many objects each controller works on at once
 * @param nodes when nodes count as lost
 * @param podGc when pods without a node are removed
 * @param clusterCidrs the pod network, one range per address family; empty when somebody else gives
 *     nodes their ranges
 * @param nodeMaskIpv4 prefix length of a node's IPv4 pod range
 * @param nodeMaskIpv6 prefix length of a node's IPv6 pod range
 * @param endpointBatch how long pod changes are gathered before endpoint slices are written
 * @param rediscovery how often the garbage collector asks which resources are served
 * @param caPem certificate authority for {@code kube-root-ca.crt}; empty to publish none
 */
public record ControllersConfig(
    ControllerSelection selection,
    int workers,
    NodeLifecycleController.Times nodes,
    PodGcController.Times podGc,
    List<String> clusterCidrs,
    int nodeMaskIpv4,
    int nodeMaskIpv6,
    Duration endpointBatch,
    Duration rediscovery,
    String caPem) {

  /** All controllers with Kubernetes' defaults, without a CA to publish. */
  public static final ControllersConfig DEFAULT =
      new ControllersConfig(
          ControllerSelection.ALL,
          5,
          NodeLifecycleController.Times.DEFAULT,
          PodGcController.Times.DEFAULT,
          List.of("10.244.0.0/16"),
          24,
          64,
          Duration.ZERO,
          Duration.ofSeconds(30),
          "");

  public ControllersConfig {
    clusterCidrs = List.copyOf(clusterCidrs);
  }

  /** With other times for lost nodes. */
  public ControllersConfig withNodes(NodeLifecycleController.Times times) {
    return with(selection, times, clusterCidrs, caPem);
  }

  /** With another pod network, /24 per node for IPv4 and /64 for IPv6. */
  public ControllersConfig withClusterCidrs(List<String> cidrs) {
    return with(selection, nodes, cidrs, caPem);
  }

  /** With a CA to publish in every namespace. */
  public ControllersConfig withCaPem(String pem) {
    return with(selection, nodes, clusterCidrs, pem);
  }

  /** With other controllers, or with some left out. */
  public ControllersConfig withSelection(ControllerSelection which) {
    return with(which, nodes, clusterCidrs, caPem);
  }

  private ControllersConfig with(
      ControllerSelection selection,
      NodeLifecycleController.Times nodes,
      List<String> clusterCidrs,
      String caPem) {
    return new ControllersConfig(
        selection,
        workers,
        nodes,
        podGc,
        clusterCidrs,
        nodeMaskIpv4,
        nodeMaskIpv6,
        endpointBatch,
        rediscovery,
        caPem);
  }
}
