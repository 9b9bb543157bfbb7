package dev.quarterdeck.agent.reference;

import io.fabric8.kubernetes.api.model.Pod;

/** Finds the runtime handler of a pod. */
@FunctionalInterface
public interface RuntimeHandlers {

  /**
   * The handler of the pod's RuntimeClass; the empty name, which is the runtime's default, for a
   * pod without a class. {@link LookupResult.Missing} when the RuntimeClass does not exist.
   */
  LookupResult<String> handlerOf(Pod pod);
}
