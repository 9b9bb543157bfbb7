package dev.quarterdeck.cli.lab;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Decides whether a node is ready now. Its condition alone may be one of a host that died a moment
 * ago: nobody takes it back before the grace period has passed.
 *
 * @param name the node's
 * @param trouble why it is not ready; empty when it is
 */
record NodeReadiness(String name, Optional<String> trouble) {

  /**
   * @param node absent when it never registered
   * @param lease its lease in {@code kube-node-lease}
   * @param agentSince when the process of its agent began; empty when none runs
   * @param since only a lease renewed after this shows that the agent still reaches the API server
   */
  static NodeReadiness of(
      String name,
      Optional<Node> node,
      Optional<Lease> lease,
      Optional<Instant> agentSince,
      Instant since) {
    return new NodeReadiness(name, trouble(node, lease, agentSince, since));
  }

  boolean isReady() {
    return trouble.isEmpty();
  }

  private static Optional<String> trouble(
      Optional<Node> node, Optional<Lease> lease, Optional<Instant> agentSince, Instant since) {
    if (agentSince.isEmpty()) {
      return Optional.of("its agent does not run");
    }
    if (node.isEmpty()) {
      return Optional.of("it has not registered");
    }
    var ready =
        node.get().getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("Ready"))
            .findFirst();
    if (ready.isEmpty() || !ready.get().getStatus().equals("True")) {
      return Optional.of(ready.map(NodeCondition::getMessage).orElse("it has no status yet"));
    }
    // Heartbeats are in whole seconds.
    var agentStart = agentSince.get().truncatedTo(ChronoUnit.SECONDS);
    if (Instant.parse(ready.get().getLastHeartbeatTime()).isBefore(agentStart)) {
      return Optional.of("it has written no status since its agent began");
    }
    var renewed = lease.map(held -> held.getSpec().getRenewTime().toInstant());
    return renewed.isPresent() && renewed.get().isAfter(since)
        ? Optional.empty()
        : Optional.of("it does not renew its lease");
  }
}
