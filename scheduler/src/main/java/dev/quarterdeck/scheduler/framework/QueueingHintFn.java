package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Judges events for pods that the plugin has rejected. Pure and quick. */
@FunctionalInterface
public interface QueueingHintFn<T> {

  /**
   * Whether the event can make the pod schedulable.
   *
   * @param pod one that the plugin rejected in its last attempt
   */
  QueueingHint hint(PodInfo pod, ClusterEvent<T> event);
}
