package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** What the queue asks plugins. Called while the queue is locked: pure and quick. */
public interface QueueRules {

  /** Negative when {@code one} is tried before {@code other}. */
  int compare(QueuedPod one, QueuedPod other);

  /**
   * Which plugin gates the pod.
   *
   * @param gatedBy the plugin that has gated it so far; empty for none
   * @return the plugin's name; empty when the pod may be tried
   */
  String gate(PodInfo pod, String gatedBy);

  /** Whether any plugin wants to hear of such events. */
  boolean isOfInterest(ClusterEvent<?> event);

  /** Whether an event makes a rejected or gated pod worth another attempt. */
  Requeue judge(QueuedPod queued, ClusterEvent<?> event);
}
