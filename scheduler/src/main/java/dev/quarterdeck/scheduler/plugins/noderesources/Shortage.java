package dev.quarterdeck.scheduler.plugins.noderesources;

import dev.quarterdeck.model.scheduling.ResourceAmounts;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import java.util.ArrayList;
import java.util.List;

/** What a node has too little of for a pod. */
final class Shortage {

  /** Most nodes are short of nothing. */
  private static final Shortage NONE = new Shortage();

  private final List<String> reasons = new ArrayList<>(2);
  private boolean resolvable = true;

  static Shortage of(ResourceAmounts wanted, NodeInfo node) {
    var has = node.allocatable();
    var used = node.requested();
    var shortage = NONE;
    if (node.pods().size() + 1 > node.attributes().maxPods()) {
      shortage = shortage.plus("Too many pods", true);
    }
    shortage =
        shortage.compare(ResourceAmounts.CPU, wanted.milliCpu(), has.milliCpu(), used.milliCpu());
    shortage =
        shortage.compare(ResourceAmounts.MEMORY, wanted.memory(), has.memory(), used.memory());
    shortage =
        shortage.compare(
            ResourceAmounts.EPHEMERAL_STORAGE,
            wanted.ephemeralStorage(),
            has.ephemeralStorage(),
            used.ephemeralStorage());
    if (!wanted.others().isEmpty()) {
      for (var other : wanted.others().entrySet()) {
        var name = other.getKey();
        shortage = shortage.compare(name, other.getValue(), has.other(name), used.other(name));
      }
    }
    return shortage;
  }

  /** Only what the pod wants counts, even on a node that is overcommitted. */
  private Shortage compare(String resource, long wanted, long has, long used) {
    return wanted > 0 && wanted > has - used
        ? plus("Insufficient " + resource, wanted <= has)
        : this;
  }

  private Shortage plus(String reason, boolean couldBeFreed) {
    var more = this == NONE ? new Shortage() : this;
    more.reasons.add(reason);
    more.resolvable &= couldBeFreed;
    return more;
  }

  boolean exists() {
    return this != NONE;
  }

  Status status(String plugin) {
    if (this == NONE) {
      return Status.SUCCESS;
    }
    return resolvable
        ? new Status.Unschedulable(plugin, reasons)
        : new Status.UnschedulableAndUnresolvable(plugin, reasons);
  }
}
