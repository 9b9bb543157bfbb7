package dev.quarterdeck.controllers.disruption;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides how many pods a budget lets be evicted (<a
 * href="https://kubernetes.io/docs/tasks/run-application/configure-pdb/">Specifying a Disruption
 * Budget</a>).
 */
final class DisruptionPlan {

  /**
   * How long a pod that was let go by the API server may take to be seen as being deleted. Until
   * then it does not count as healthy.
   */
  static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);

  /**
   * What is to be done.
   *
   * @param status what the budget's status should be
   * @param notDeleted pods that were let go and yet have stayed
   * @param again when to look again although nothing may have changed
   */
  record Decision(
      PodDisruptionBudgetStatus status, List<Pod> notDeleted, Optional<Duration> again) {}

  /** How many pods there ought to be, and how many of them have to be healthy. */
  private record Wanted(int expected, int healthy) {}

  private DisruptionPlan() {}

  /** Whether the decision depends on how many pods their controllers want. */
  static boolean asksForScale(PodDisruptionBudget budget) {
    var spec = budget.getSpec();
    return spec.getMaxUnavailable() != null
        || spec.getMinAvailable() != null && spec.getMinAvailable().getIntVal() == null;
  }

  /**
   * Plans one look at a budget.
   *
   * @param pods those that the budget selects
   * @param scale how many pods their controllers want, where {@link #asksForScale}
   */
  static Decision decide(PodDisruptionBudget budget, List<Pod> pods, int scale, Instant now) {
    var before = BudgetStatus.of(budget);
    var disrupted = new HashMap<String, String>();
    var notDeleted = new ArrayList<Pod>();
    var again = Optional.<Duration>empty();
    for (var pod : pods) {
      var left = timeLeft(before, pod, now);
      if (left.filter(Duration::isNegative).isPresent()) {
        notDeleted.add(pod);
      } else if (left.isPresent()) {
        var name = pod.getMetadata().getName();
        disrupted.put(name, before.getDisruptedPods().get(name));
        again = again.filter(wait -> wait.compareTo(left.get()) <= 0).or(() -> left);
      }
    }
    var healthy = pods.stream().filter(pod -> isHealthy(pod, disrupted)).count();
    var status =
        status(budget, wanted(budget, pods.size(), scale), Math.toIntExact(healthy), disrupted);
    // A whole second later the deadline has passed for sure.
    return new Decision(
        BudgetStatus.explained(status, now), notDeleted, again.map(wait -> wait.plusSeconds(1)));
  }

  /** Until when a pod that was let go has to be seen as being deleted; negative when it is over. */
  private static Optional<Duration> timeLeft(
      PodDisruptionBudgetStatus status, Pod pod, Instant now) {
    var disrupted = Objects.requireNonNullElse(status.getDisruptedPods(), Map.<String, String>of());
    return PodFacts.isTerminating(pod)
        ? Optional.empty()
        : Timestamps.parse(disrupted.get(pod.getMetadata().getName()))
            .map(since -> Duration.between(now, since.plus(DELETION_TIMEOUT)));
  }

  private static boolean isHealthy(Pod pod, Map<String, String> disrupted) {
    return !PodFacts.isTerminating(pod)
        && !disrupted.containsKey(pod.getMetadata().getName())
        && PodFacts.isReady(pod);
  }

  private static Wanted wanted(PodDisruptionBudget budget, int pods, int scale) {
    var least = budget.getSpec().getMinAvailable();
    var most = budget.getSpec().getMaxUnavailable();
    if (most != null) {
      return new Wanted(scale, Math.max(0, scale - resolve(most, scale)));
    }
    if (least == null) {
      return new Wanted(0, 0);
    }
    return least.getIntVal() != null
        ? new Wanted(pods, least.getIntVal())
        : new Wanted(scale, resolve(least, scale));
  }

  /** A share of the pods is rounded up. */
  private static int resolve(IntOrString value, int total) {
    if (value.getIntVal() != null) {
      return value.getIntVal();
    }
    var percent = Long.parseLong(value.getStrVal().replace("%", ""));
    return Math.toIntExact((percent * total + 99) / 100);
  }

  /** A budget without pods allows nothing: its first pods are safe before they are counted. */
  private static PodDisruptionBudgetStatus status(
      PodDisruptionBudget budget, Wanted wanted, int healthy, Map<String, String> disrupted) {
    var allowed = wanted.expected <= 0 ? 0 : Math.max(0, healthy - wanted.healthy);
    return new PodDisruptionBudgetStatusBuilder()
        .withConditions(BudgetStatus.of(budget).getConditions())
        .withCurrentHealthy(healthy)
        .withDesiredHealthy(wanted.healthy)
        .withExpectedPods(wanted.expected)
        .withDisruptionsAllowed(allowed)
        .withDisruptedPods(disrupted)
        .withObservedGeneration(budget.getMetadata().getGeneration())
        .build();
  }
}
