package dev.quarterdeck.controllers.disruption;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a budget's status says about evictions: their number and the condition that explains it. */
final class BudgetStatus {

  static final String CONDITION = "DisruptionAllowed";

  private BudgetStatus() {}

  /** The budget's status; empty fields where there is none yet. */
  static PodDisruptionBudgetStatus of(PodDisruptionBudget budget) {
    return budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
  }

  /** The status with a condition that fits the disruptions that it allows. */
  static PodDisruptionBudgetStatus explained(PodDisruptionBudgetStatus status, Instant now) {
    var allowed = status.getDisruptionsAllowed() > 0;
    var reason = allowed ? "SufficientPods" : "InsufficientPods";
    return with(status, allowed ? "True" : "False", reason, "", now);
  }

  /** No evictions, since it is not known how many pods there ought to be. */
  static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String why, Instant now) {
    var before = of(budget);
    var closed =
        new PodDisruptionBudgetStatusBuilder(before)
            .withDisruptionsAllowed(0)
            .withCurrentHealthy(orZero(before.getCurrentHealthy()))
            .withDesiredHealthy(orZero(before.getDesiredHealthy()))
            .withExpectedPods(orZero(before.getExpectedPods()))
            .build();
    return with(closed, "False", "SyncFailed", why, now);
  }

  private static int orZero(Integer number) {
    return number == null ? 0 : number;
  }

  private static PodDisruptionBudgetStatus with(
      PodDisruptionBudgetStatus status, String value, String reason, String message, Instant now) {
    var before =
        status.getConditions().stream().filter(c -> CONDITION.equals(c.getType())).findFirst();
    var since =
        before
            .filter(c -> value.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(Timestamps.format(now));
    var wanted =
        new ConditionBuilder()
            .withType(CONDITION)
            .withStatus(value)
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(status.getObservedGeneration())
            .withLastTransitionTime(since)
            .build();
    List<Condition> conditions = new ArrayList<>(status.getConditions());
    if (before.isPresent()) {
      conditions.replaceAll(c -> CONDITION.equals(c.getType()) ? wanted : c);
    } else {
      conditions.add(wanted);
    }
    return new PodDisruptionBudgetStatusBuilder(status).withConditions(conditions).build();
  }
}
