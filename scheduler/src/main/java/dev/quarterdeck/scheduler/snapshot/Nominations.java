package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods without a node for which room was made on one: {@code status.nominatedNodeName}, and
 * what the scheduler decided and the status does not say yet. Not safe for use by several threads.
 */
final class Nominations {

  private record Nomination(PodInfo pod, boolean inStatus) {}

  private final Map<ObjectKey, Nomination> byPod = new HashMap<>();

  /** The scheduler nominates the pod to a node; an empty name takes the nomination back. */
  void nominate(PodInfo pod, String node) {
    if (node.isEmpty()) {
      byPod.remove(pod.key());
    } else {
      byPod.put(pod.key(), new Nomination(pod.nominatedTo(node), false));
    }
  }

  /**
   * Follows a pod as the API server shows it. What the scheduler decided stays while the status has
   * never named a node.
   *
   * @return the pod as it was, when its status named another node
   */
  Optional<PodInfo> follow(PodInfo pod) {
    var before = Optional.ofNullable(byPod.get(pod.key()));
    if (!pod.nominatedNode().isEmpty()) {
      byPod.put(pod.key(), new Nomination(pod, true));
    } else {
      before
          .filter(nomination -> !nomination.inStatus && nomination.pod.isSamePodAs(pod))
          .map(nomination -> nomination.pod.nominatedNode())
          .ifPresentOrElse(node -> nominate(pod, node), () -> byPod.remove(pod.key()));
    }
    return before
        .filter(Nomination::inStatus)
        .map(Nomination::pod)
        .filter(old -> !old.nominatedNode().equals(pod.nominatedNode()));
  }

  Optional<PodInfo> remove(ObjectKey pod) {
    return Optional.ofNullable(byPod.remove(pod)).map(Nomination::pod);
  }

  Map<String, List<PodInfo>> byNode() {
    if (byPod.isEmpty()) {
      return Map.of();
    }
    var byNode = new HashMap<String, List<PodInfo>>();
    byPod
        .values()
        .forEach(
            nomination ->
                byNode
                    .computeIfAbsent(nomination.pod.nominatedNode(), _ -> new ArrayList<>())
                    .add(nomination.pod));
    return byNode;
  }
}
