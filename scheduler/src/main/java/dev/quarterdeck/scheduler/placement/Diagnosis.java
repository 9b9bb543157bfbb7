package dev.quarterdeck.scheduler.placement;

import dev.quarterdeck.scheduler.filter.Filter;
import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why no node took a pod.
 *
 * @param nodes how many were asked
 * @param reasons how many nodes gave each reason
 * @param rejectors names of the filters that rejected at least one node
 * @param preemptable how many nodes could take the pod if others left
 * @param wakers what may change the outcome
 */
public record Diagnosis(
    int nodes,
    Map<String, Integer> reasons,
    Set<String> rejectors,
    int preemptable,
    Set<ClusterEvent> wakers) {

  private static final String NO_NODES = "no nodes available to schedule pods";

  /** Gathers rejections while nodes are asked. */
  static final class Gathering {
    private final Map<String, Integer> reasons = new HashMap<>();
    private final Set<String> rejectors = new TreeSet<>();
    private final Set<ClusterEvent> wakers = EnumSet.of(ClusterEvent.NODE_ADDED);
    private int preemptable;

    void add(Filter filter, Filter.Rejection rejection) {
      for (var reason : rejection.reasons()) {
        reasons.merge(reason, 1, Integer::sum);
      }
      preemptable += rejection.preemptable() ? 1 : 0;
      if (rejectors.add(filter.name())) {
        wakers.addAll(filter.helpedBy());
      }
    }

    Diagnosis diagnosis(int nodes) {
      return new Diagnosis(nodes, reasons, rejectors, preemptable, wakers);
    }
  }

  /** {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.} */
  public String summary() {
    if (nodes == 0) {
      return NO_NODES;
    }
    return available(counted(reasons));
  }

  /** The same for preemption, when nobody can be removed. */
  public String preemptionSummary() {
    var counts = new HashMap<String, Integer>();
    if (preemptable > 0) {
      counts.put("No preemption victims found for incoming pod", preemptable);
    }
    if (nodes > preemptable) {
      counts.put("Preemption is not helpful for scheduling", nodes - preemptable);
    }
    return available(counted(counts));
  }

  private String available(List<String> parts) {
    return "0/%d nodes are available: %s.".formatted(nodes, String.join(", ", parts));
  }

  private static List<String> counted(Map<String, Integer> counts) {
    var parts = new ArrayList<String>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    parts.sort(null);
    return parts;
  }
}
