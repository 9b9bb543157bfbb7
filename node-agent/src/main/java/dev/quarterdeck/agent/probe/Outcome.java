package dev.quarterdeck.agent.probe;

/** The result of one attempt of a probe. */
sealed interface Outcome {

  record Success() implements Outcome {}

  /** A success with a warning to the user. */
  record Warning(String message) implements Outcome {}

  record Failure(String message) implements Outcome {}

  /** The attempt could not be made; it counts neither as success nor as failure. */
  record Unknown(String message) implements Outcome {}
}
