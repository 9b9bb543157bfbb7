package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans the sizes of a deployment that is scaled while paused or rolling out: the change is spread
 * over the active replica sets in proportion to their sizes, so that the rollout keeps its mix of
 * versions.
 */
final class ProportionalScaling {

  private ProportionalScaling() {}

  /** Whether some active replica set was sized for another {@code spec.replicas}. */
  static boolean isDue(Rollout rollout) {
    for (var set : rollout.all()) {
      var desired = RevisionAnnotations.annotations(set).get(RevisionAnnotations.DESIRED);
      if (Rollout.size(set) > 0
          && desired != null
          && RevisionAnnotations.number(desired) != rollout.replicas()) {
        return true;
      }
    }
    return false;
  }

  static List<DeploymentAction> plan(Rollout rollout) {
    var only = onlyActiveOrLatest(rollout);
    if (only.isPresent()) {
      return resize(rollout, Map.of(only.get(), rollout.replicas()));
    }
    if (rollout.newest().filter(set -> isSaturated(rollout, set)).isPresent()) {
      return Recreate.stopOld(rollout);
    }
    return Bounds.isRolling(rollout.deployment()) ? spread(rollout) : List.of();
  }

  /** Empty when more than one replica set is active. */
  private static Optional<ReplicaSet> onlyActiveOrLatest(Rollout rollout) {
    var active = rollout.all().stream().filter(set -> Rollout.size(set) > 0).toList();
    return switch (active.size()) {
      case 0 -> rollout.newest().or(() -> rollout.old().reversed().stream().findFirst());
      case 1 -> Optional.of(active.getFirst());
      default -> Optional.empty();
    };
  }

  private static boolean isSaturated(Rollout rollout, ReplicaSet newest) {
    var wanted = rollout.replicas();
    var desired = RevisionAnnotations.annotations(newest).get(RevisionAnnotations.DESIRED);
    return desired != null
        && RevisionAnnotations.number(desired) == wanted
        && Rollout.size(newest) == wanted
        && Rollout.available(newest) == wanted;
  }

  private static List<DeploymentAction> spread(Rollout rollout) {
    var active = new ArrayList<>(rollout.all());
    active.removeIf(set -> Rollout.size(set) == 0);
    var wanted = rollout.replicas();
    var allowed = wanted > 0 ? wanted + rollout.bounds().surge() : 0;
    var change = allowed - active.stream().mapToInt(Rollout::size).sum();
    // Growing favours newer sets, shrinking takes from older ones first.
    active.sort(change > 0 ? Rollout.LARGEST_THEN_NEWEST : Rollout.LARGEST_THEN_OLDEST);
    var sizes = new LinkedHashMap<ReplicaSet, Integer>();
    var given = 0;
    for (var set : active) {
      var share = share(rollout, set, change, given);
      sizes.put(set, Rollout.size(set) + share);
      given += share;
    }
    if (change != 0) {
      var rest = change - given;
      sizes.computeIfPresent(active.getFirst(), (_, size) -> Math.max(0, size + rest));
    }
    return resize(rollout, sizes);
  }

  private static int share(Rollout rollout, ReplicaSet set, int change, int given) {
    if (change == 0 || change == given) {
      return 0;
    }
    var fraction = fraction(rollout, set);
    var left = change - given;
    return change > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  /** How much the set should change by to keep its part of the deployment's greatest size. */
  private static int fraction(Rollout rollout, ReplicaSet set) {
    if (rollout.replicas() == 0) {
      return -Rollout.size(set);
    }
    var before =
        RevisionAnnotations.number(
            RevisionAnnotations.annotations(set).get(RevisionAnnotations.MAX));
    if (before == 0) {
      var status = rollout.deployment().getStatus();
      before = status == null ? 0 : Rollout.orZero(status.getReplicas());
    }
    if (before == 0) {
      return 0;
    }
    var most = rollout.replicas() + rollout.bounds().surge();
    return Math.toIntExact(Math.round((double) Rollout.size(set) * most / before))
        - Rollout.size(set);
  }

  /** Sets sizes, and the size annotations even where the size stays. */
  private static List<DeploymentAction> resize(Rollout rollout, Map<ReplicaSet, Integer> sizes) {
    var annotations = RevisionAnnotations.sizes(rollout.deployment());
    var actions = new ArrayList<DeploymentAction>();
    sizes.forEach(
        (set, size) -> {
          var stale =
              !RevisionAnnotations.annotations(set).entrySet().containsAll(annotations.entrySet());
          if (Rollout.size(set) != size || stale) {
            actions.add(new DeploymentAction.Scale(set, Rollout.size(set), size, annotations));
          }
        });
    return actions;
  }
}
