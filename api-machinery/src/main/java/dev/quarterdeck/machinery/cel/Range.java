package dev.quarterdeck.machinery.cel;

/**
 * The least and the most something can be: a size, or a cost in CEL's units (about 50 ns each).
 * Sums and products stop at {@link #WITHOUT_BOUND}.
 */
record Range(long min, long max) {

  static final long WITHOUT_BOUND = Long.MAX_VALUE;
  static final Range UNKNOWN = new Range(0, WITHOUT_BOUND);
  static final Range NONE = exactly(0);
  static final Range ONE = exactly(1);

  /** What walking along a text costs, per character. */
  static final double PER_CHARACTER = 0.1;

  /** What matching a regular expression costs, per character of the expression. */
  static final double PER_REGEX_CHARACTER = 0.25;

  static Range exactly(long value) {
    return new Range(value, value);
  }

  static Range upTo(long max) {
    return new Range(0, max);
  }

  Range plus(Range other) {
    return new Range(sum(min, other.min), sum(max, other.max));
  }

  Range times(Range other) {
    return new Range(product(min, other.min), product(max, other.max));
  }

  /** Rounded up. */
  Range times(double factor) {
    return new Range(scaled(min, factor), scaled(max, factor));
  }

  /** What covers both. */
  Range or(Range other) {
    return new Range(Math.min(min, other.min), Math.max(max, other.max));
  }

  static long sum(long a, long b) {
    return a > WITHOUT_BOUND - b ? WITHOUT_BOUND : a + b;
  }

  static long product(long a, long b) {
    return b != 0 && a > WITHOUT_BOUND / b ? WITHOUT_BOUND : a * b;
  }

  static long scaled(long value, double factor) {
    return (long) Math.ceil(value * factor); // a double beyond long's range narrows to its end
  }
}
