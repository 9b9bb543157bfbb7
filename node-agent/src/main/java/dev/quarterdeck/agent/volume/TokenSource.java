package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.reference.Lookup;
import io.fabric8.kubernetes.api.model.Pod;

/** Where tokens of service accounts come from. */
public interface TokenSource {

  /**
   * A token bound to the pod, for its own service account.
   *
   * @param audience empty for the API server
   * @param seconds how long it is asked to be valid
   */
  Lookup<String> token(Pod pod, String audience, long seconds);
}
