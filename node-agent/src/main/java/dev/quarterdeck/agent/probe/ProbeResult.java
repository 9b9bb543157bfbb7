package dev.quarterdeck.agent.probe;

/** The result of one attempt of a probe. */
sealed interface ProbeResult {

  record Success() implements ProbeResult {}

  /** A success with a warning to the user. */
  record Warning(String message) implements ProbeResult {}

  record Failure(String message) implements ProbeResult {}

  /** The attempt could not be made; it counts neither as success nor as failure. */
  record Unknown(String message) implements ProbeResult {}
}
