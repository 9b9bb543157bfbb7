package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;

/** Plans one step of the Recreate strategy: old pods end before the first new one is created. */
final class Recreate {

  private Recreate() {}

  /** Scale actions that take the old replica sets to zero. */
  static List<DeploymentAction> stopOld(Rollout rollout) {
    var sizes = new Sizes();
    rollout.activeOld().forEach(set -> sizes.set(set, 0));
    return sizes.changes(rollout);
  }

  /** Whether any pod of an old replica set may still run, one that is terminating included. */
  static boolean oldStillRuns(Rollout rollout) {
    for (var set : rollout.old()) {
      if (Rollout.existing(set) > 0) {
        return true;
      }
      var pods = rollout.pods().getOrDefault(set.getMetadata().getUid(), List.of());
      if (pods.stream().anyMatch(pod -> !PodFacts.isFinished(pod))) {
        return true;
      }
    }
    return false;
  }

  static List<DeploymentAction> startNewest(Rollout rollout, ReplicaSet newest) {
    var sizes = new Sizes();
    sizes.set(newest, rollout.replicas());
    return sizes.changes(rollout);
  }
}
