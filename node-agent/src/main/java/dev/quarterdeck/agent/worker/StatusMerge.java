package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.phase.PodStatuses;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.ArrayList;

/** Merges the status that the agent computed with the conditions that other components wrote. */
final class StatusMerge {

  private StatusMerge() {}

  /**
   * @param computed the agent's last computed status
   * @param reported the status that the API server has; may be null
   */
  static PodStatus merge(PodStatus computed, PodStatus reported) {
    if (reported == null) {
      return computed;
    }
    var conditions = new ArrayList<PodCondition>();
    computed.getConditions().stream().filter(StatusMerge::own).forEach(conditions::add);
    reported.getConditions().stream().filter(c -> !own(c)).forEach(conditions::add);
    return new PodStatusBuilder(computed).withConditions(conditions).build();
  }

  private static boolean own(PodCondition condition) {
    return PodStatuses.CONDITIONS.contains(condition.getType());
  }
}
