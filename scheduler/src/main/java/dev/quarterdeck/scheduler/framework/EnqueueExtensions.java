package dev.quarterdeck.scheduler.framework;

import java.util.List;

/**
 * Tells by which events a pod that the plugin has rejected may become schedulable. A plugin without
 * this is taken to be interested in every event.
 */
public interface EnqueueExtensions extends Plugin {

  /** Asked once; one event too few leaves pods waiting until they are tried again after minutes. */
  List<ClusterEventWithHint<?>> eventsToRegister();
}
