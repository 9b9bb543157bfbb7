package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Instant;

/**
 * A pod that waits for a node.
 *
 * @param firstSeen when it first came to the queue
 * @param queued when it last became ready to be tried
 * @param attempts how often it has been tried
 * @param order tells apart pods that are otherwise equal; ever growing
 */
public record QueuedPod(PodInfo pod, Instant firstSeen, Instant queued, int attempts, long order) {

  QueuedPod tried() {
    return new QueuedPod(pod, firstSeen, queued, attempts + 1, order);
  }

  QueuedPod with(PodInfo newer) {
    return new QueuedPod(newer, firstSeen, queued, attempts, order);
  }

  QueuedPod ready(Instant at) {
    return new QueuedPod(pod, firstSeen, at, attempts, order);
  }
}
