package dev.quarterdeck.agent.reference;

/** The result of looking up an object to which a pod refers. */
public sealed interface LookupResult<T> {

  record Found<T>(T object) implements LookupResult<T> {}

  /** The object does not exist. */
  record Missing<T>() implements LookupResult<T> {}

  /**
   * The API server did not answer, so that it is unknown whether the object exists.
   *
   * @param why the message for the pod's events
   */
  record Unknown<T>(String why) implements LookupResult<T> {}
}
