package dev.quarterdeck.agent.reference;

import io.fabric8.kubernetes.api.model.Pod;

/** Finds the handler that the container runtime runs a pod with. */
@FunctionalInterface
public interface RuntimeHandlers {

  /**
   * The handler of the pod's RuntimeClass; the empty name, the runtime's default, for a pod without
   * one. {@link Lookup.Missing} when there is no such RuntimeClass.
   */
  Lookup<String> handlerOf(Pod pod);
}
