package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;

/**
 * What the effects of taints mean (<a
 * href="https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/">Taints and
 * Tolerations</a>).
 */
public final class Taints {

  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";
  public static final String NO_EXECUTE = "NoExecute";

  /** Stands for {@code spec.unschedulable} of a node when tolerations are matched. */
  public static final Taint UNSCHEDULABLE =
      new TaintBuilder()
          .withKey("node.kubernetes.io/unschedulable")
          .withEffect(NO_SCHEDULE)
          .build();

  private Taints() {}

  /** Keeps new pods off the node unless they tolerate it: NoSchedule or NoExecute. */
  public static boolean preventsScheduling(Taint taint) {
    return NO_SCHEDULE.equals(taint.getEffect()) || NO_EXECUTE.equals(taint.getEffect());
  }

  /** Makes the node a worse choice for pods that do not tolerate it: PreferNoSchedule. */
  public static boolean discouragesScheduling(Taint taint) {
    return PREFER_NO_SCHEDULE.equals(taint.getEffect());
  }

  /** Removes pods from the node that do not tolerate it: NoExecute. */
  public static boolean evicts(Taint taint) {
    return NO_EXECUTE.equals(taint.getEffect());
  }
}
