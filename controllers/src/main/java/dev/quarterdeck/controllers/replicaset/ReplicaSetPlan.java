package dev.quarterdeck.controllers.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.List;

/** Decides how many pods a replica set creates, or which it deletes. */
final class ReplicaSetPlan {

  /** The most pods made or removed in one pass, so that one set cannot starve the others. */
  static final int BURST = 500;

  /** What to do about the number of pods. */
  sealed interface PodChange {

    /** There are as many as wanted. */
    record Nothing() implements PodChange {}

    /** Make {@code count} pods. */
    record Create(int count) implements PodChange {}

    /** Remove these, in this order. */
    record Delete(List<Pod> pods) implements PodChange {}
  }

  private ReplicaSetPlan() {}

  /**
   * Plans the change of pods.
   *
   * @param active the set's own pods that are neither finished nor being deleted
   * @param related active pods of the same workload (all replica sets of one deployment), its own
   *     included; deletion prefers nodes that hold many of them
   */
  static PodChange next(ReplicaSet set, List<Pod> active, List<Pod> related, Instant now) {
    var missing = size(set) - active.size();
    if (missing > 0) {
      return new PodChange.Create(Math.min(missing, BURST));
    }
    if (missing == 0) {
      return new PodChange.Nothing();
    }
    var surplus = Math.min(-missing, BURST);
    return new PodChange.Delete(DeletionRank.choose(active, related, surplus, now));
  }

  static int size(ReplicaSet set) {
    var replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }
}
