package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When the back-off of a pod is over. Ends are rounded to seconds: pods whose back-off ends in the
 * same second come back together, so that their priorities count (KEP-5142).
 */
record QueueBackoff(Backoff backoff) {

  private static final Duration WINDOW = Duration.ofSeconds(1);

  /** The second in which the back-off ends; the epoch for a pod that has had no attempt. */
  Instant window(QueuedPod queued) {
    var failures =
        queued.consecutiveErrors() > 0 ? queued.consecutiveErrors() : queued.unschedulableCount();
    return failures == 0
        ? Instant.EPOCH
        : queued.timestamp().plus(backoff.after(failures - 1)).truncatedTo(ChronoUnit.SECONDS);
  }

  /** When the pod may be tried again. */
  Instant end(QueuedPod queued) {
    return window(queued).plus(WINDOW);
  }

  boolean isOver(QueuedPod queued, Instant now) {
    return !end(queued).isAfter(now);
  }
}
