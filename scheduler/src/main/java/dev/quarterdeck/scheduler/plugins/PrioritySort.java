package dev.quarterdeck.scheduler.plugins;

import dev.quarterdeck.scheduler.framework.QueueSortPlugin;
import dev.quarterdeck.scheduler.framework.QueuedPod;

/** The pod of the highest priority is tried first; among equals the one that waits longest. */
public final class PrioritySort implements QueueSortPlugin {

  @Override
  public String name() {
    return "PrioritySort";
  }

  @Override
  public int compare(QueuedPod one, QueuedPod other) {
    var byPriority = Integer.compare(other.pod().priority(), one.pod().priority());
    return byPriority != 0 ? byPriority : one.timestamp().compareTo(other.timestamp());
  }
}
