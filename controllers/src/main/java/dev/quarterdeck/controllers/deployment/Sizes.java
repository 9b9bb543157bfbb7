package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sizes of replica sets, as planned so far in one pass. */
final class Sizes {

  private final Map<ReplicaSet, Integer> planned = new LinkedHashMap<>();

  int of(ReplicaSet set) {
    return planned.getOrDefault(set, Rollout.size(set));
  }

  void set(ReplicaSet set, int size) {
    planned.put(set, Math.max(0, size));
  }

  /** Scale actions for every replica set whose size changes. */
  List<DeploymentAction> changes(Rollout rollout) {
    var actions = new ArrayList<DeploymentAction>();
    var annotations = RevisionAnnotations.sizes(rollout.deployment());
    planned.forEach(
        (set, size) -> {
          if (Rollout.size(set) != size) {
            actions.add(new DeploymentAction.Scale(set, Rollout.size(set), size, annotations));
          }
        });
    return actions;
  }
}
