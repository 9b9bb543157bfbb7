package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.Set;

/**
 * Events a plugin wants to hear of, and how it judges them.
 *
 * @param actions which of the resource's events
 */
public record ClusterEventWithHint<T>(
    EventResource<T> resource, Set<ActionType> actions, QueueingHintFn<T> hint) {

  /** Events that always make it worth trying again. */
  public static <T> ClusterEventWithHint<T> always(
      EventResource<T> resource, Set<ActionType> actions) {
    return new ClusterEventWithHint<>(resource, actions, (_, _) -> QueueingHint.QUEUE);
  }

  public boolean matches(ClusterEvent<?> event) {
    return actions.contains(event.action()) && resource.equals(event.resource());
  }

  /** Judges an event that {@link #matches}. */
  @SuppressWarnings("unchecked") // An event of the same resource has the same type of objects.
  public QueueingHint judge(PodInfo pod, ClusterEvent<?> event) {
    return hint.hint(pod, (ClusterEvent<T>) event);
  }
}
