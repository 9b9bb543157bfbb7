package dev.quarterdeck.controllers.podgc;

import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides which pods are removed that no other controller or node removes. */
final class PodGcPlan {

  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  /** Why a pod is removed. */
  enum Why {
    NODE_GONE("PodGC: node no longer exists"),
    NEVER_SCHEDULED("PodGC: unscheduled pod is being deleted"),
    OUT_OF_SERVICE_NODE("PodGC: node is out of service"),
    TOO_MANY_FINISHED("PodGC: more finished pods than are kept");

    private final String message;

    Why(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }

  /** One pod to remove at once. */
  record Removal(Pod pod, Why why) {}

  /**
   * The result of one round.
   *
   * @param missing since when the nodes that pods name have been missing, by node name
   */
  record Outcome(List<Removal> removals, Map<String, Instant> missing) {}

  private PodGcPlan() {}

  /**
   * Plans one round.
   *
   * @param missing the last round's {@link Outcome#missing}
   * @param quarantine how long a node must be missing before its pods are given up
   * @param keepFinished how many finished pods are kept; 0 or less for all
   */
  static Outcome next(
      Collection<Pod> pods,
      Map<String, Node> nodes,
      Map<String, Instant> missing,
      Duration quarantine,
      int keepFinished,
      Instant now) {
    var removals = new ArrayList<Removal>();
    var stillMissing = new HashMap<String, Instant>();
    for (var pod : pods) {
      if (!PodFacts.isScheduled(pod)) {
        if (PodFacts.isTerminating(pod)) {
          removals.add(new Removal(pod, Why.NEVER_SCHEDULED));
        }
        continue;
      }
      var name = pod.getSpec().getNodeName();
      var node = nodes.get(name);
      if (node == null) {
        var since = missing.getOrDefault(name, now);
        stillMissing.put(name, since);
        if (!since.plus(quarantine).isAfter(now)) {
          removals.add(new Removal(pod, Why.NODE_GONE));
        }
      } else if (PodFacts.isTerminating(pod) && isOutOfService(node)) {
        removals.add(new Removal(pod, Why.OUT_OF_SERVICE_NODE));
      }
    }
    removals.addAll(finished(pods, keepFinished));
    return new Outcome(List.copyOf(removals), Map.copyOf(stillMissing));
  }

  private static boolean isOutOfService(Node node) {
    return !NodeFacts.isReady(node)
        && NodeFacts.taints(node).stream().anyMatch(t -> OUT_OF_SERVICE.equals(t.getKey()));
  }

  /** The oldest finished pods beyond what is kept. */
  private static List<Removal> finished(Collection<Pod> pods, int keep) {
    if (keep <= 0) {
      return List.of();
    }
    var finished =
        pods.stream().filter(PodFacts::isFinished).filter(p -> !PodFacts.isTerminating(p)).toList();
    return finished.stream()
        .sorted(Comparator.comparing(PodGcPlan::age))
        .limit(Math.max(0, finished.size() - keep))
        .map(pod -> new Removal(pod, Why.TOO_MANY_FINISHED))
        .toList();
  }

  private static String age(Pod pod) {
    var created = pod.getMetadata().getCreationTimestamp();
    return created == null ? "" : created;
  }
}
