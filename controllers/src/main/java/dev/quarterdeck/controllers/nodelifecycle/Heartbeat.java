package dev.quarterdeck.controllers.nodelifecycle;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The last heartbeat seen of a node, by the controller's own clock: those of nodes may be wrong, so
 * a changed timestamp counts as a heartbeat, whatever its value.
 *
 * @param at when the last change was seen
 * @param posted the Ready condition's heartbeat then; null before the node has posted one
 * @param renewed the lease's renewTime then; null without a lease
 */
record Heartbeat(Instant at, String posted, ZonedDateTime renewed) {

  /**
   * Takes in what is known now. A node seen for the first time counts as alive now, unless it has
   * never posted anything: then it counts from its creation.
   */
  static Heartbeat observe(
      Optional<Heartbeat> before, Node node, Optional<Lease> lease, Instant now) {
    var posted =
        NodeFacts.condition(node, "Ready").map(NodeCondition::getLastHeartbeatTime).orElse(null);
    var renewed =
        lease.map(l -> l.getSpec() == null ? null : l.getSpec().getRenewTime()).orElse(null);
    if (before.isEmpty()) {
      var hasPosted = NodeFacts.condition(node, "Ready").isPresent();
      var created = Timestamps.parse(node.getMetadata().getCreationTimestamp());
      return new Heartbeat(hasPosted ? now : created.orElse(now), posted, renewed);
    }
    var last = before.get();
    var alive =
        (posted != null && !posted.equals(last.posted))
            || (renewed != null && (last.renewed == null || renewed.isAfter(last.renewed)));
    return new Heartbeat(alive ? now : last.at, posted, renewed == null ? last.renewed : renewed);
  }

  /** Whether the node has been silent longer than {@code grace}. */
  boolean isOverdue(Instant now, Duration grace) {
    return now.isAfter(at.plus(grace));
  }
}
