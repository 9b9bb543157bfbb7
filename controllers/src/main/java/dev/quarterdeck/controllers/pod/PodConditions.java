package dev.quarterdeck.controllers.pod;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Computes changed conditions of pods. */
public final class PodConditions {

  public static final String DISRUPTION_TARGET = "DisruptionTarget";

  private PodConditions() {}

  /**
   * The pod's conditions with one set; its transition time moves when its status does.
   *
   * @param message may be null for none
   */
  public static List<PodCondition> with(
      Pod pod, String type, String status, String reason, String message, Instant now) {
    var before = PodFacts.condition(pod, type);
    var since =
        before
            .filter(c -> status.equals(c.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .orElse(Timestamps.format(now));
    var wanted =
        new PodConditionBuilder(before.orElseGet(PodCondition::new))
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(since)
            .build();
    var conditions = new ArrayList<PodCondition>();
    if (pod.getStatus() != null) {
      conditions.addAll(pod.getStatus().getConditions());
    }
    if (before.isPresent()) {
      conditions.replaceAll(c -> type.equals(c.getType()) ? wanted : c);
    } else {
      conditions.add(wanted);
    }
    return conditions;
  }
}
