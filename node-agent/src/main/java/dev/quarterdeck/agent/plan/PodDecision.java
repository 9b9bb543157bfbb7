package dev.quarterdeck.agent.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The decision about a pod.
 *
 * @param actions empty when the pod is in its desired state
 * @param wakeAt when the decision changes although the facts do not
 * @param finished whether nothing is left of the pod, so that its worker may end
 */
public record PodDecision(List<Action> actions, Optional<Instant> wakeAt, boolean finished) {

  static final PodDecision REST = new PodDecision(List.of(), Optional.empty(), false);

  static PodDecision act(Action... actions) {
    return new PodDecision(List.of(actions), Optional.empty(), false);
  }
}
