package dev.quarterdeck.machinery.pattern;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A regular expression that somebody else may have written: RE2's syntax, time linear in the text.
 * It is weighed before it is compiled, as Go does it: the depth of its tree, the product of its
 * repetitions, the size of its program. Only this class knows the library.
 *
 * <p>It holds no program: that is compiled when it is needed and kept among those that were used
 * last, so that thousands of definitions take no more memory than their text.
 */
public final class LinearPattern {

  /** As Go's: no more copies of anything, repetitions in repetitions included. */
  private static final int MOST_REPETITIONS = 1_000;

  /** As Go's, but with the levels of optional repetitions, on which the compiler recurses too. */
  private static final int MOST_LEVELS = 1_000 + MOST_REPETITIONS;

  /** Instructions of one program, of about a hundred bytes each. Go allows 3,355,443. */
  private static final int MOST_INSTRUCTIONS = 20_000;

  /** Instructions of all programs that are kept. */
  private static final int KEPT_INSTRUCTIONS = 100_000;

  /** Instructions of programs larger than {@link #SMALL} that are compiled or run at a time. */
  private static final int INSTRUCTIONS_AT_WORK = 60_000;

  private static final int SMALL = 1_000;

  /** What compiling an instruction takes, compared with running it once. */
  private static final int STEPS_TO_COMPILE = 50;

  private static final int SHOWN = 100;

  private static final Semaphore AT_WORK = new Semaphore(INSTRUCTIONS_AT_WORK);

  private static final LoadingCache<LinearPattern, Pattern> PROGRAMS =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_INSTRUCTIONS)
          .weigher((LinearPattern pattern, Pattern _) -> pattern.size)
          .executor(Runnable::run)
          .build(pattern -> Pattern.compile(pattern.expression));

  private final String expression;
  private final int size;

  private LinearPattern(String expression, int size) {
    this.expression = expression;
    this.size = size;
  }

  /**
   * @throws InvalidPatternException with Go's words: malformed, nested too deeply, repeated too
   *     often or too large
   * @throws TooCostlyException when the request has had too many compiled already
   */
  public static LinearPattern of(String expression) throws InvalidPatternException {
    var weight = PatternWeight.of(expression);
    if (weight.height() > MOST_LEVELS) {
      throw invalid("expression nests too deeply", expression);
    }
    if (weight.product() > MOST_REPETITIONS) {
      throw invalid("invalid repeat count", expression);
    }
    if (weight.size() > MOST_INSTRUCTIONS) {
      throw invalid("expression too large", expression);
    }
    var pattern = new LinearPattern(expression, (int) weight.size());
    if (PROGRAMS.getIfPresent(pattern) != null) {
      return pattern;
    }
    MatchBudget.charge(weight.size() * STEPS_TO_COMPILE);
    try {
      pattern.working(() -> PROGRAMS.get(pattern));
    } catch (PatternSyntaxException malformed) {
      throw malformed(malformed, expression);
    }
    return pattern;
  }

  /** For an expression of our own, which is known to be good. */
  public static LinearPattern fixed(String expression) {
    try {
      return of(expression);
    } catch (InvalidPatternException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InvalidPatternException malformed(PatternSyntaxException e, String expression) {
    // The library calls a parenthesis too many an internal error; Go calls it by its name.
    return "stack underflow".equals(e.getPattern())
        ? invalid("unexpected )", expression)
        : invalid(e.getDescription(), e.getPattern());
  }

  private static InvalidPatternException invalid(String why, String what) {
    var shown = what.length() <= SHOWN ? what : what.substring(0, SHOWN) + "...";
    return new InvalidPatternException("error parsing regexp: %s: `%s`".formatted(why, shown));
  }

  /** The expression as it was written. */
  public String expression() {
    return expression;
  }

  /**
   * Whether a part of the text matches.
   *
   * @throws TooCostlyException when that takes longer than a request may
   */
  public boolean find(String text) {
    return on(text, Matcher::find);
  }

  /**
   * Whether the whole text matches.
   *
   * @throws TooCostlyException when that takes longer than a request may
   */
  public boolean matches(String text) {
    return on(text, Matcher::matches);
  }

  /**
   * The parts of the text that match, which do not overlap.
   *
   * @param limit how many at most; negative for all
   * @throws TooCostlyException when that takes longer than a request may
   */
  public List<String> findAll(String text, long limit) {
    return on(
        text,
        matcher -> {
          var found = new ArrayList<String>();
          while ((limit < 0 || found.size() < limit) && matcher.find()) {
            found.add(matcher.group());
            charge(text.length() - matcher.end()); // The next one may be looked for to the end.
          }
          return found;
        });
  }

  /**
   * The groups of a text that matches as a whole, from the first; one that took no part is null.
   *
   * @throws TooCostlyException when that takes longer than a request may
   */
  public Optional<List<String>> groups(String text) {
    return on(
        text,
        matcher -> {
          if (!matcher.matches()) {
            return Optional.empty();
          }
          var groups = new ArrayList<String>();
          for (var i = 1; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
          }
          return Optional.of(groups);
        });
  }

  private interface Work<T> {
    T done();
  }

  private interface Matching<T> {
    T with(Matcher matcher);
  }

  private <T> T on(String text, Matching<T> matching) {
    charge(text.length());
    return working(() -> matching.with(PROGRAMS.get(this).matcher(text)));
  }

  private void charge(int length) {
    MatchBudget.charge((length + 1L) * size);
  }

  /** Large programs take turns, so that many requests at a time need no more memory than few. */
  private <T> T working(Work<T> work) {
    if (size <= SMALL) {
      return work.done();
    }
    AT_WORK.acquireUninterruptibly(size); // Held for a match within its budget at the longest.
    try {
      return work.done();
    } finally {
      AT_WORK.release(size);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearPattern that && that.expression.equals(expression);
  }

  @Override
  public int hashCode() {
    return expression.hashCode();
  }

  @Override
  public String toString() {
    return expression;
  }
}
