package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods that are being tried, and the events since the first of these attempts began: an event
 * that comes during an attempt is not missed. Not safe for use by several threads.
 */
final class InFlightPods {

  /** So many events are kept; a pod may wait for Permit plugins for minutes. */
  static final int MAX_EVENTS = 10_000;

  /** No events are kept for the attempt any more. */
  private static final long NO_EVENTS = Long.MAX_VALUE;

  /**
   * An attempt.
   *
   * @param firstEvent number of the first event after the attempt began, or {@link #NO_EVENTS}
   */
  private record Attempt(QueuedPod queued, long firstEvent) {}

  /** In the order in which the attempts began. */
  private final Map<ObjectKey, Attempt> attempts = new LinkedHashMap<>();

  private final ArrayDeque<ClusterEvent<?>> events = new ArrayDeque<>();
  private long dropped;

  int size() {
    return attempts.size();
  }

  void begin(QueuedPod queued) {
    attempts.put(queued.pod().key(), new Attempt(queued, dropped + events.size()));
  }

  Optional<QueuedPod> find(ObjectKey pod) {
    return Optional.ofNullable(attempts.get(pod)).map(Attempt::queued);
  }

  /** The pod was updated during its attempt. */
  void update(QueuedPod queued) {
    attempts.computeIfPresent(
        queued.pod().key(), (_, attempt) -> new Attempt(queued, attempt.firstEvent));
  }

  /** Something happened in the cluster. Once there are too many events, all are forgotten. */
  void record(ClusterEvent<?> event) {
    if (events.size() == MAX_EVENTS) {
      attempts.replaceAll((_, attempt) -> new Attempt(attempt.queued, NO_EVENTS));
      dropEvents();
    } else if (attempts.values().stream().anyMatch(InFlightPods::needsEvents)) {
      events.add(event);
    }
  }

  /**
   * What has happened since the attempt began.
   *
   * @return empty when that is not known any more
   */
  Optional<List<ClusterEvent<?>>> eventsSince(ObjectKey pod) {
    return Optional.ofNullable(attempts.get(pod))
        .filter(InFlightPods::needsEvents)
        .map(attempt -> events.stream().skip(attempt.firstEvent - dropped).toList());
  }

  /** The pod is going to be bound: whatever happens now does not change that. */
  void settle(ObjectKey pod) {
    attempts.computeIfPresent(pod, (_, attempt) -> new Attempt(attempt.queued, NO_EVENTS));
    dropEvents();
  }

  /** The attempt is over. */
  void end(ObjectKey pod) {
    attempts.remove(pod);
    dropEvents();
  }

  private void dropEvents() {
    var needed =
        attempts.values().stream()
            .filter(InFlightPods::needsEvents)
            .findFirst()
            .map(Attempt::firstEvent)
            .orElse(dropped + events.size());
    for (; dropped < needed; dropped++) {
      events.remove();
    }
  }

  private static boolean needsEvents(Attempt attempt) {
    return attempt.firstEvent != NO_EVENTS;
  }
}
