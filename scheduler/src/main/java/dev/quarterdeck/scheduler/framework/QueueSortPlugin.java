package dev.quarterdeck.scheduler.framework;

/** Extension point QueueSort: which pod is tried first? A profile has exactly one. */
public interface QueueSortPlugin extends Plugin {

  /** Negative when {@code one} goes before {@code other}, positive when after, 0 when alike. */
  int compare(QueuedPod one, QueuedPod other);
}
