package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes a replica set's status from its pods. */
final class ReplicaSetStatusPlan {

  private static final String FAILURE = "ReplicaFailure";

  /**
   * Why pods could not be made or removed.
   *
   * @param reason FailedCreate or FailedDelete
   */
  record Failure(String reason, String message) {}

  private ReplicaSetStatusPlan() {}

  /**
   * Counts.
   *
   * @param active own pods that are neither finished nor being deleted
   * @param terminating how many own pods are being deleted
   * @param failure the failure of this pass, if one happened
   */
  static ReplicaSetStatus status(
      ReplicaSet set, List<Pod> active, int terminating, Optional<Failure> failure, Instant now) {
    var template = set.getSpec().getTemplate().getMetadata();
    var labels =
        LabelSelector.of(
            template == null || template.getLabels() == null ? Map.of() : template.getLabels());
    var minReady = minReadySeconds(set);
    var labelled = active.stream().filter(p -> labels.matches(p.getMetadata().getLabels())).count();
    var ready = active.stream().filter(PodFacts::isReady).count();
    var available = active.stream().filter(p -> PodFacts.isAvailable(p, minReady, now)).count();
    return new ReplicaSetStatusBuilder()
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withReplicas(active.size())
        .withFullyLabeledReplicas(orAbsent(labelled))
        .withReadyReplicas(orAbsent(ready))
        .withAvailableReplicas(orAbsent(available))
        .withTerminatingReplicas(orAbsent(terminating))
        .withConditions(conditions(set, failure, now))
        .build();
  }

  /** When the next ready pod becomes available by time alone. */
  static Optional<Duration> checkAfter(ReplicaSet set, List<Pod> active, Instant now) {
    var minReady = minReadySeconds(set);
    return active.stream()
        .flatMap(pod -> PodFacts.untilAvailable(pod, minReady, now).stream())
        .min(Duration::compareTo);
  }

  private static int minReadySeconds(ReplicaSet set) {
    var seconds = set.getSpec().getMinReadySeconds();
    return seconds == null ? 0 : seconds;
  }

  private static Integer orAbsent(long count) {
    return count == 0 ? null : Math.toIntExact(count);
  }

  /** The failure condition stays as first set until a pass succeeds. */
  private static List<ReplicaSetCondition> conditions(
      ReplicaSet set, Optional<Failure> failure, Instant now) {
    var conditions = new ArrayList<ReplicaSetCondition>();
    var stored =
        set.getStatus() == null ? List.<ReplicaSetCondition>of() : set.getStatus().getConditions();
    for (var condition : stored) {
      if (!FAILURE.equals(condition.getType()) || failure.isPresent()) {
        conditions.add(condition);
      }
    }
    var known = conditions.stream().anyMatch(c -> FAILURE.equals(c.getType()));
    if (failure.isPresent() && !known) {
      conditions.add(
          new ReplicaSetConditionBuilder()
              .withType(FAILURE)
              .withStatus("True")
              .withReason(failure.get().reason())
              .withMessage(failure.get().message())
              .withLastTransitionTime(Timestamps.format(now))
              .build());
    }
    return conditions;
  }
}
