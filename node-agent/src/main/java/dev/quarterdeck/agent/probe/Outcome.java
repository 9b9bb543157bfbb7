package dev.quarterdeck.agent.probe;

/** What one attempt of a probe found. */
sealed interface Outcome {

  record Success() implements Outcome {}

  /** A success with a word to the user. */
  record Warning(String message) implements Outcome {}

  record Failure(String message) implements Outcome {}

  /** The attempt could not be made; it counts neither way. */
  record Unknown(String message) implements Outcome {}
}
