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
public record Decision(List<Action> actions, Optional<Instant> wakeAt, boolean finished) {

  static final Decision REST = new Decision(List.of(), Optional.empty(), false);

  static Decision act(Action... actions) {
    return new Decision(List.of(actions), Optional.empty(), false);
  }
}
