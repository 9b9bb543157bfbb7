package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.cli.terminal.Progress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Waits until all nodes of a lab are ready and this machine has routes to their pods. */
final class LabReadiness {

  private static final Duration NODES_READY = Duration.ofSeconds(90);
  private static final Duration NETWORK_READY = Duration.ofSeconds(60);
  private static final String NODE_LEASES = "kube-node-lease";

  private final LabSpec spec;
  private final LabAgents agents;
  private final KubernetesClient client;

  LabReadiness(LabSpec spec, LabAgents agents, KubernetesClient client) {
    this.spec = spec;
    this.agents = agents;
    this.client = client;
  }

  /**
   * @throws UserError naming the nodes that are not ready in time, and why
   */
  void awaitNodes(Progress progress) throws InterruptedException {
    var since = Instant.now();
    var last = new ArrayList<NodeReadiness>();
    var ready =
        Await.until(
            NODES_READY,
            () -> {
              var nodes = nodes(since);
              last.clear();
              last.addAll(nodes);
              var count = nodes.stream().filter(NodeReadiness::isReady).count();
              progress.detail("%d/%d ready".formatted(count, spec.nodeCount()));
              return count == spec.nodeCount();
            });
    if (!ready) {
      throw new UserError(
          "after %d s not all nodes are ready (%s); see qd status and qd logs NODE"
              .formatted(NODES_READY.toSeconds(), troubles(last)));
    }
  }

  private List<NodeReadiness> nodes(Instant since) throws IOException {
    var nodes = byName(client.nodes().list().getItems());
    var leases = byName(client.leases().inNamespace(NODE_LEASES).list().getItems());
    var all = new ArrayList<NodeReadiness>();
    for (var node : spec.nodes()) {
      var name = node.name();
      all.add(
          NodeReadiness.of(
              name,
              Optional.ofNullable(nodes.get(name)),
              Optional.ofNullable(leases.get(name)),
              agents.since(node),
              since));
    }
    return all;
  }

  private static <T extends HasMetadata> Map<String, T> byName(Collection<T> items) {
    return items.stream()
        .collect(Collectors.toMap(item -> item.getMetadata().getName(), Function.identity()));
  }

  private static String troubles(List<NodeReadiness> nodes) {
    return nodes.stream()
        .filter(node -> !node.isReady())
        .map(node -> node.name() + ": " + node.trouble().orElse(""))
        .collect(Collectors.joining("; "));
  }

  /**
   * @throws UserError when this machine has no routes to the pods in time
   */
  void awaitNetwork(LabRoutes routes) throws InterruptedException {
    if (!Await.until(NETWORK_READY, () -> routes.areComplete(podCidrs()))) {
      throw new UserError(
          "after %d s this machine has no routes to the pods; see qd logs %s"
              .formatted(NETWORK_READY.toSeconds(), LabControlPlane.CONTROL_PLANE));
    }
  }

  private List<String> podCidrs() {
    return client.nodes().list().getItems().stream()
        .map(LabReadiness::podCidr)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> podCidr(Node node) {
    return Optional.ofNullable(node.getSpec().getPodCIDR());
  }
}
