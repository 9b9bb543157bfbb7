package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A pod in the scheduling queue.
 *
 * @param firstSeen when it came to the queue
 * @param timestamp when it came, or came back after the last failed attempt
 * @param attempts how often it has been tried
 * @param unschedulableCount how many attempts ended because no node could take it
 * @param consecutiveErrors how many of the last attempts ended with an error
 * @param rejectedBy the plugins that rejected it in the last attempt, or gate it
 * @param pendingOn those of {@code rejectedBy} whose status was Pending
 * @param gatedBy the plugin that gates it; empty when none does
 * @param order distinguishes pods that are otherwise alike; grows with each pod
 */
public record QueuedPod(
    PodInfo pod,
    Instant firstSeen,
    Instant timestamp,
    int attempts,
    int unschedulableCount,
    int consecutiveErrors,
    Set<String> rejectedBy,
    Set<String> pendingOn,
    String gatedBy,
    long order) {

  /** A pod that has just come. */
  public static QueuedPod arrived(PodInfo pod, Instant now, long order) {
    return new QueuedPod(pod, now, now, 0, 0, 0, Set.of(), Set.of(), "", order);
  }

  public boolean isGated() {
    return !gatedBy.isEmpty();
  }

  /** The same entry after an update of the pod. */
  public QueuedPod with(PodInfo newer) {
    return new QueuedPod(
        newer,
        firstSeen,
        timestamp,
        attempts,
        unschedulableCount,
        consecutiveErrors,
        rejectedBy,
        pendingOn,
        gatedBy,
        order);
  }

  /** One more attempt begins. */
  public QueuedPod tried() {
    return new QueuedPod(
        pod,
        firstSeen,
        timestamp,
        attempts + 1,
        unschedulableCount,
        consecutiveErrors,
        rejectedBy,
        pendingOn,
        gatedBy,
        order);
  }

  /** The attempt ended because plugins rejected the pod. */
  public QueuedPod rejected(Set<String> by, Set<String> pending, Instant now) {
    return new QueuedPod(
        pod,
        firstSeen,
        now,
        attempts,
        unschedulableCount + 1,
        0,
        Set.copyOf(by),
        Set.copyOf(pending),
        "",
        order);
  }

  /** The attempt ended with an error. */
  public QueuedPod failed(Instant now) {
    return new QueuedPod(
        pod,
        firstSeen,
        now,
        attempts,
        unschedulableCount,
        consecutiveErrors + 1,
        Set.of(),
        Set.of(),
        "",
        order);
  }

  /** The plugin gates the pod; an empty name opens the gate. */
  public QueuedPod gated(String by) {
    if (by.equals(gatedBy)) {
      return this;
    }
    var rejectors = new HashSet<>(rejectedBy);
    if (!by.isEmpty()) {
      rejectors.add(by);
    }
    return new QueuedPod(
        pod,
        firstSeen,
        timestamp,
        attempts,
        unschedulableCount,
        consecutiveErrors,
        Set.copyOf(rejectors),
        pendingOn,
        by,
        order);
  }
}
