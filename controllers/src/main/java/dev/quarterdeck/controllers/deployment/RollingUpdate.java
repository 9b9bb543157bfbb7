package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;

/**
 * Plans one step of a rolling update: grow the newest replica set as far as maxSurge allows, else
 * shrink the old ones as far as maxUnavailable does.
 */
final class RollingUpdate {

  private RollingUpdate() {}

  /** The size the newest replica set may have now; {@code current} is 0 before it exists. */
  static int newestSize(Rollout rollout, int current) {
    var wanted = rollout.replicas();
    if (!Bounds.isRolling(rollout.deployment())) {
      return wanted;
    }
    if (current >= wanted) {
      return wanted;
    }
    var room = wanted + rollout.bounds().surge() - rollout.totalSize();
    return room <= 0 ? current : current + Math.min(room, wanted - current);
  }

  /** Scale actions of this step; empty when nothing can move until pods change. */
  static List<DeploymentAction> step(Rollout rollout, ReplicaSet newest) {
    var sizes = new Sizes();
    sizes.set(newest, newestSize(rollout, Rollout.size(newest)));
    var grown = sizes.changes(rollout);
    return grown.isEmpty() ? shrinkOld(rollout, newest) : grown;
  }

  private static List<DeploymentAction> shrinkOld(Rollout rollout, ReplicaSet newest) {
    if (rollout.activeOld().isEmpty()) {
      return List.of();
    }
    var minimum = rollout.replicas() - rollout.bounds().unavailable();
    // What the newest set has asked for but not got yet must not be taken from the old ones too.
    var pending = Rollout.size(newest) - Rollout.available(newest);
    var spare = rollout.totalSize() - minimum - pending;
    if (spare <= 0) {
      return List.of();
    }
    var sizes = new Sizes();
    dropUnhealthy(rollout, sizes, spare);
    dropSpare(rollout, sizes, minimum);
    return sizes.changes(rollout);
  }

  /** Pods of old sets that are not available go first: losing them loses no capacity. */
  private static void dropUnhealthy(Rollout rollout, Sizes sizes, int spare) {
    var left = spare;
    for (var set : rollout.activeOld()) {
      var unhealthy = Math.max(0, Rollout.size(set) - Rollout.available(set));
      var drop = Math.min(left, unhealthy);
      if (drop > 0) {
        sizes.set(set, Rollout.size(set) - drop);
        left -= drop;
      }
    }
  }

  private static void dropSpare(Rollout rollout, Sizes sizes, int minimum) {
    var left = rollout.all().stream().mapToInt(Rollout::available).sum() - minimum;
    for (var set : rollout.activeOld()) {
      var drop = Math.min(left, sizes.of(set));
      if (drop > 0) {
        sizes.set(set, sizes.of(set) - drop);
        left -= drop;
      }
    }
  }
}
