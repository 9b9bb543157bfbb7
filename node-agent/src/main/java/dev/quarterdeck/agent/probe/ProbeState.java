package dev.quarterdeck.agent.probe;

/**
 * What a probe's attempts amount to, decided step by step: a result changes only after as many
 * equal attempts in a row as the threshold says.
 *
 * @param verdict what holds now
 * @param lastSucceeded the last attempt's result; meaningless while {@code run} is 0
 * @param run equal attempts in a row
 */
record ProbeState(Verdict verdict, boolean lastSucceeded, int run) {

  enum Verdict {
    /** Nothing decided yet: a container that is starting. */
    OPEN,
    PASSED,
    FAILED
  }

  /**
   * Before the first attempt: a container counts as alive, as not ready, and as starting.
   *
   * @param passedBefore an earlier agent had seen the probe succeed
   */
  static ProbeState initial(ProbeKind kind, boolean passedBefore) {
    var verdict =
        switch (kind) {
          case STARTUP -> passedBefore ? Verdict.PASSED : Verdict.OPEN;
          case LIVENESS -> Verdict.PASSED;
          case READINESS -> passedBefore ? Verdict.PASSED : Verdict.FAILED;
        };
    return new ProbeState(verdict, false, 0);
  }

  /** The state after one more attempt. */
  ProbeState step(Outcome outcome, ProbeTiming timing) {
    return switch (outcome) {
      case Outcome.Unknown ignored -> this;
      case Outcome.Success ignored -> step(true, timing.successThreshold());
      case Outcome.Warning ignored -> step(true, timing.successThreshold());
      case Outcome.Failure ignored -> step(false, timing.failureThreshold());
    };
  }

  private ProbeState step(boolean success, int threshold) {
    var length = run > 0 && lastSucceeded == success ? run + 1 : 1;
    var decided = success ? Verdict.PASSED : Verdict.FAILED;
    return new ProbeState(length >= threshold ? decided : verdict, success, length);
  }

  /** Whether there is nothing left to find out: started, or to be killed. */
  boolean isFinal(ProbeKind kind) {
    return switch (kind) {
      case STARTUP -> verdict != Verdict.OPEN;
      case LIVENESS -> verdict == Verdict.FAILED;
      case READINESS -> false;
    };
  }
}
