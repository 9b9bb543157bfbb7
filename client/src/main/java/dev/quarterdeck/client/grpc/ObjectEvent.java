package dev.quarterdeck.client.grpc;

/** One event of a watch. */
public sealed interface ObjectEvent<T> {

  /** The object is new, or begins to match the selection. */
  record Added<T>(T object) implements ObjectEvent<T> {}

  /** The object has changed. */
  record Modified<T>(T object) implements ObjectEvent<T> {}

  /** The object is gone, or ceases to match; with its last state. */
  record Deleted<T>(T object) implements ObjectEvent<T> {}

  /** Everything there was when the watch began has been told. */
  record Synced<T>(String resourceVersion) implements ObjectEvent<T> {}
}
