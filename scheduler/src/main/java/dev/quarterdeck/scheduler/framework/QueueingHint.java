package dev.quarterdeck.scheduler.framework;

/** Whether an event can make a pod schedulable that a plugin has rejected. */
public enum QueueingHint {
  /** It can: the pod is tried again. */
  QUEUE,
  /** It cannot: the pod stays where it is. */
  QUEUE_SKIP;

  public static QueueingHint queueIf(boolean schedulable) {
    return schedulable ? QUEUE : QUEUE_SKIP;
  }
}
