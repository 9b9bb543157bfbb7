package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.phase.PodStatuses;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.ArrayList;

/** Joins the status computed here with what others wrote into the API server's. */
final class StatusBaseline {

  private StatusBaseline() {}

  /**
   * @param told what was last computed here
   * @param reported what the API server last said, may be null
   */
  static PodStatus merge(PodStatus told, PodStatus reported) {
    if (reported == null) {
      return told;
    }
    var conditions = new ArrayList<PodCondition>();
    told.getConditions().stream().filter(StatusBaseline::own).forEach(conditions::add);
    reported.getConditions().stream().filter(c -> !own(c)).forEach(conditions::add);
    return new PodStatusBuilder(told).withConditions(conditions).build();
  }

  private static boolean own(PodCondition condition) {
    return PodStatuses.CONDITIONS.contains(condition.getType());
  }
}
