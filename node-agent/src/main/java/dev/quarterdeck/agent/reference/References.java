package dev.quarterdeck.agent.reference;

import io.fabric8.kubernetes.api.model.Pod;

/** Keeps watches of the objects to which pods refer. */
public interface References {

  /**
   * Watches the objects to which the pod refers, in place of those of an earlier call for the same
   * pod.
   */
  void hold(Pod pod);

  /** Ends the watches of a pod; does nothing for an unknown pod. */
  void release(String podUid);
}
