package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point PreEnqueue: may a pod be tried at all? */
public interface PreEnqueuePlugin extends Plugin {

  /**
   * Asked before a pod becomes active. A pod that is rejected is gated: it is asked about again
   * when an event comes that the plugin has registered.
   */
  Status preEnqueue(PodInfo pod);
}
