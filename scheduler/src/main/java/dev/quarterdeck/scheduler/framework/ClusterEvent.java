package dev.quarterdeck.scheduler.framework;

/**
 * A change in the cluster that may make waiting pods schedulable.
 *
 * @param before the object before; null when it was added
 * @param after the object after; null when it was deleted
 */
public record ClusterEvent<T>(EventResource<T> resource, ActionType action, T before, T after) {

  public static <T> ClusterEvent<T> added(EventResource<T> resource, T object) {
    return new ClusterEvent<>(resource, ActionType.ADD, null, object);
  }

  public static <T> ClusterEvent<T> deleted(EventResource<T> resource, T object) {
    return new ClusterEvent<>(resource, ActionType.DELETE, object, null);
  }

  public boolean isAddition() {
    return before == null;
  }

  public boolean isDeletion() {
    return after == null;
  }
}
