package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.reference.LookupResult;
import io.fabric8.kubernetes.api.model.Pod;

/** Supplies service account tokens. */
public interface PodTokens {

  /**
   * A token of the pod's service account that is bound to the pod.
   *
   * @param audience the token's audience; empty for the API server
   * @param seconds the requested lifetime
   */
  LookupResult<String> token(Pod pod, String audience, long seconds);
}
