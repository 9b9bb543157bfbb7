package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.agent.plan.Observed.State;
import java.util.HashMap;
import java.util.Map;

/**
 * What one look at the whole runtime saw of one pod.
 *
 * @param sandboxes by id, whether it is ready
 * @param containers by id
 */
public record Sighting(Map<String, Boolean> sandboxes, Map<String, State> containers) {

  public static final Sighting NOTHING = new Sighting(Map.of(), Map.of());

  static Sighting empty() {
    return new Sighting(new HashMap<>(), new HashMap<>());
  }
}
