package dev.quarterdeck.scheduler.queue;

/** What becomes of a pod that no node could take when an event comes. */
public enum Requeue {
  /** The event does not help it. */
  SKIP,
  /** It is tried again once its back-off is over. */
  AFTER_BACKOFF,
  /** It is tried again without a back-off. */
  IMMEDIATELY
}
