package dev.quarterdeck.client.informer;

/**
 * What happened to one object, as a handler sees it. Changes of one object that pile up while a
 * handler is busy are merged, so a handler sees every object's latest state but not every step.
 */
public sealed interface Change<T> {

  /** The object this change leaves behind, or the last one known when it is gone. */
  T object();

  /** The object is new to this informer. */
  record Added<T>(T object) implements Change<T> {}

  /** The object differs from what handlers saw last; both have the same uid. */
  record Updated<T>(T before, T after) implements Change<T> {
    @Override
    public T object() {
      return after;
    }
  }

  /**
   * The object is gone.
   *
   * @param last its last known state, which may be older than the one that was deleted when the
   *     deletion was found by a relist
   */
  record Deleted<T>(T last) implements Change<T> {
    @Override
    public T object() {
      return last;
    }
  }
}
