package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A deployment and the replica sets it controls, sorted into the newest (whose template is the
 * deployment's) and the old ones.
 *
 * @param newest empty until the replica set of the current template exists
 * @param old every other one, oldest first
 * @param pods by the uid of the replica set that controls them; only Recreate looks at it
 */
record Rollout(
    Deployment deployment,
    Optional<ReplicaSet> newest,
    List<ReplicaSet> old,
    Map<String, List<Pod>> pods) {

  static final Comparator<ReplicaSet> OLDEST_FIRST =
      Comparator.comparing((ReplicaSet set) -> created(set))
          .thenComparing(set -> set.getMetadata().getName());

  static final Comparator<ReplicaSet> LARGEST_THEN_OLDEST =
      Comparator.comparingInt((ReplicaSet set) -> -size(set)).thenComparing(OLDEST_FIRST);

  static final Comparator<ReplicaSet> LARGEST_THEN_NEWEST =
      Comparator.comparingInt((ReplicaSet set) -> -size(set))
          .thenComparing(OLDEST_FIRST.reversed());

  static Rollout of(
      Deployment deployment, List<ReplicaSet> replicaSets, Map<String, List<Pod>> pods) {
    var sorted = replicaSets.stream().sorted(OLDEST_FIRST).toList();
    var template = deployment.getSpec().getTemplate();
    // Should several carry the template (two controllers once ran), the oldest is the one.
    var newest =
        sorted.stream()
            .filter(set -> Templates.same(set.getSpec().getTemplate(), template))
            .findFirst();
    var old = sorted.stream().filter(set -> newest.isEmpty() || set != newest.get()).toList();
    return new Rollout(deployment, newest, old, pods);
  }

  List<ReplicaSet> all() {
    var all = new ArrayList<>(old);
    newest.ifPresent(all::add);
    return all;
  }

  List<ReplicaSet> activeOld() {
    return old.stream().filter(set -> size(set) > 0).toList();
  }

  /** Replicas asked of all replica sets together. */
  int totalSize() {
    return all().stream().mapToInt(Rollout::size).sum();
  }

  int replicas() {
    return Bounds.replicas(deployment);
  }

  Bounds bounds() {
    return Bounds.of(deployment);
  }

  int sum(ToIntFunction<ReplicaSetStatus> count) {
    return all().stream()
        .filter(set -> set.getStatus() != null)
        .mapToInt(set -> count.applyAsInt(set.getStatus()))
        .sum();
  }

  /** {@code spec.replicas} of a replica set. */
  static int size(ReplicaSet set) {
    var replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  /** {@code status.replicas}: pods that exist. */
  static int existing(ReplicaSet set) {
    return set.getStatus() == null ? 0 : orZero(set.getStatus().getReplicas());
  }

  /**
   * Pods that are available, as far as the set will keep them: right after it was shrunk its status
   * still counts pods that are about to go.
   */
  static int available(ReplicaSet set) {
    var reported = set.getStatus() == null ? 0 : orZero(set.getStatus().getAvailableReplicas());
    return Math.min(reported, size(set));
  }

  static int orZero(Integer number) {
    return number == null ? 0 : number;
  }

  private static String created(ReplicaSet set) {
    var created = set.getMetadata().getCreationTimestamp();
    return created == null ? "" : created;
  }
}
