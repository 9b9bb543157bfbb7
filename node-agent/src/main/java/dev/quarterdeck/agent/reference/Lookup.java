package dev.quarterdeck.agent.reference;

/** What became of looking up an object a pod refers to. */
public sealed interface Lookup<T> {

  record Found<T>(T object) implements Lookup<T> {}

  /** The API server says there is none. */
  record Missing<T>() implements Lookup<T> {}

  /**
   * The API server could not be asked; nothing is known.
   *
   * @param why in words for the pod's events
   */
  record Unknown<T>(String why) implements Lookup<T> {}
}
