package dev.quarterdeck.machinery.pattern;

/**
 * What matching may cost one request, in steps: the length of a text times the instructions of the
 * expression. RE2 takes time linear in each of the two, but their product may be an hour. Used by
 * one thread.
 */
public final class MatchBudget {

  /** A few seconds in the worst case; no definition that we know of needs a thousandth. */
  static final long STEPS = 300_000_000;

  private static final ScopedValue<MatchBudget> CURRENT = ScopedValue.newInstance();

  private long left = STEPS;

  private MatchBudget() {}

  /** Runs a request with a budget of its own. */
  public static <T, X extends Throwable> T within(ScopedValue.CallableOp<? extends T, X> request)
      throws X {
    return ScopedValue.where(CURRENT, new MatchBudget()).call(request);
  }

  /**
   * @throws TooCostlyException when the request, or this match alone, takes more than it may
   */
  static void charge(long steps) {
    if (steps > STEPS) {
      throw new TooCostlyException();
    }
    if (CURRENT.isBound()) {
      var budget = CURRENT.get();
      if (steps > budget.left) {
        throw new TooCostlyException();
      }
      budget.left -= steps;
    }
  }
}
