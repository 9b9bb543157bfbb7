package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Resources;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the pod asks for must be left on the node, and room for one more pod. */
public final class NodeResourcesFit implements Filter {

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Set<ClusterEvent> helpedBy() {
    return EnumSet.of(
        ClusterEvent.NODE_ADDED, ClusterEvent.NODE_ALLOCATABLE_GREW, ClusterEvent.POD_FREED);
  }

  @Override
  public Check prepare(PodInfo pod, Snapshot snapshot) {
    var wanted = pod.requests();
    return node -> check(wanted, node);
  }

  private static Rejection check(Resources wanted, NodeInfo node) {
    var reasons = new Shortage();
    if (node.pods().size() + 1 > node.facts().maxPods()) {
      reasons.add("Too many pods", node.facts().maxPods() > 0);
    }
    var has = node.allocatable();
    var used = node.requested();
    reasons.compare("cpu", wanted.milliCpu(), has.milliCpu(), used.milliCpu());
    reasons.compare("memory", wanted.memory(), has.memory(), used.memory());
    reasons.compare(
        "ephemeral-storage",
        wanted.ephemeralStorage(),
        has.ephemeralStorage(),
        used.ephemeralStorage());
    for (var other : wanted.others().entrySet()) {
      reasons.compare(
          other.getKey(),
          other.getValue(),
          has.others().getOrDefault(other.getKey(), 0L),
          used.others().getOrDefault(other.getKey(), 0L));
    }
    return reasons.rejection();
  }

  /** Collects what is short; most nodes are short of nothing, so it begins without a list. */
  private static final class Shortage {
    private List<String> reasons;
    private boolean preemptable = true;

    void compare(String resource, long wanted, long has, long used) {
      // Kubernetes asks only about resources the pod wants, even on an overcommitted node.
      if (wanted > 0 && wanted > has - used) {
        add("Insufficient " + resource, wanted <= has);
      }
    }

    void add(String reason, boolean couldBeFreed) {
      if (reasons == null) {
        reasons = new ArrayList<>(2);
      }
      reasons.add(reason);
      preemptable &= couldBeFreed;
    }

    Rejection rejection() {
      return reasons == null ? null : new Rejection(reasons, preemptable);
    }
  }
}
