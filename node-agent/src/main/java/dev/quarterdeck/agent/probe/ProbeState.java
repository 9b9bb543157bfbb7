package dev.quarterdeck.agent.probe;

/**
 * The state of a probe. The verdict changes only after as many equal attempts in a row as the
 * threshold requires.
 *
 * @param verdict the probe's current result
 * @param lastSucceeded the last attempt's result; undefined while {@code run} is 0
 * @param run the number of equal attempts in a row
 */
record ProbeState(Verdict verdict, boolean lastSucceeded, int run) {

  enum Verdict {
    /** There is no result yet: the container is starting. */
    UNDECIDED,
    PASSED,
    FAILED
  }

  /**
   * The state before the first attempt: the container counts as live, as not ready and as not
   * started.
   *
   * @param passedBefore whether the probe succeeded under an earlier agent
   */
  static ProbeState initial(ProbeKind kind, boolean passedBefore) {
    var verdict =
        switch (kind) {
          case STARTUP -> passedBefore ? Verdict.PASSED : Verdict.UNDECIDED;
          case LIVENESS -> Verdict.PASSED;
          case READINESS -> passedBefore ? Verdict.PASSED : Verdict.FAILED;
        };
    return new ProbeState(verdict, false, 0);
  }

  /** The state after another attempt. */
  ProbeState step(ProbeResult outcome, ProbeTiming timing) {
    return switch (outcome) {
      case ProbeResult.Unknown ignored -> this;
      case ProbeResult.Success ignored -> step(true, timing.successThreshold());
      case ProbeResult.Warning ignored -> step(true, timing.successThreshold());
      case ProbeResult.Failure ignored -> step(false, timing.failureThreshold());
    };
  }

  private ProbeState step(boolean success, int threshold) {
    var length = run > 0 && lastSucceeded == success ? run + 1 : 1;
    var decided = success ? Verdict.PASSED : Verdict.FAILED;
    return new ProbeState(length >= threshold ? decided : verdict, success, length);
  }

  /**
   * Whether no further attempt can change the result: the container has started or must be stopped.
   */
  boolean isFinal(ProbeKind kind) {
    return switch (kind) {
      case STARTUP -> verdict != Verdict.UNDECIDED;
      case LIVENESS -> verdict == Verdict.FAILED;
      case READINESS -> false;
    };
  }
}
