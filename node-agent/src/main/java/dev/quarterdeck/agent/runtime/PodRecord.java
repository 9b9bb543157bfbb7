package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.agent.plan.Observed.State;
import java.util.HashMap;
import java.util.Map;

/**
 * What a relist found of one pod.
 *
 * @param sandboxes whether each sandbox is ready, by id
 * @param containers the state of each container, by id
 */
public record PodRecord(Map<String, Boolean> sandboxes, Map<String, State> containers) {

  /** The record of a pod of which the runtime holds nothing. */
  public static final PodRecord NONE = new PodRecord(Map.of(), Map.of());

  static PodRecord empty() {
    return new PodRecord(new HashMap<>(), new HashMap<>());
  }
}
