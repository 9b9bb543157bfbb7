package dev.quarterdeck.agent.reference;

import io.fabric8.kubernetes.api.model.Pod;

/** Keeps the objects that pods refer to at hand for as long as the pods are here. */
public interface References {

  /** Idempotent; a pod that came again with other references replaces the earlier one. */
  void hold(Pod pod);

  /** Unknown pods are fine. */
  void release(String podUid);
}
