package dev.quarterdeck.agent.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do now.
 *
 * @param actions empty when all is as it should be
 * @param wakeAt when time alone will change the decision
 * @param finished nothing is left of the pod: its worker may end
 */
public record Decision(List<Action> actions, Optional<Instant> wakeAt, boolean finished) {

  static final Decision REST = new Decision(List.of(), Optional.empty(), false);

  static Decision act(Action... actions) {
    return new Decision(List.of(actions), Optional.empty(), false);
  }
}
