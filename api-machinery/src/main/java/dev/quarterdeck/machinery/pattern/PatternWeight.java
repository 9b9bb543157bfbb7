package dev.quarterdeck.machinery.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a regular expression grows to when it is compiled, estimated from its text alone, in time
 * linear in it. It reads the syntax of RE2 (<a href="https://github.com/google/re2/wiki/Syntax">
 * RE2's syntax</a>) without judging it: what is malformed is left to the compiler.
 */
final class PatternWeight {

  /** Counts beyond this are all alike: the expression is refused anyway. */
  private static final long MOST = Integer.MAX_VALUE;

  /** Ranges that a Unicode class such as {@code \pL} may stand for. */
  private static final int UNICODE_CLASS = 200;

  /**
   * A part of an expression.
   *
   * @param size instructions
   * @param height of its tree, counting the levels that optional repetitions nest
   * @param product of the counts of repetitions within one another, at the most
   */
  record Part(long size, long height, long product) {

    static final Part EMPTY = new Part(1, 1, 1);

    static Part atom(long size) {
      return new Part(size, 1, 1);
    }

    Part then(Part next) {
      return new Part(
          sum(size, next.size), Math.max(height, next.height), Math.max(product, next.product));
    }

    Part grown(long more) {
      return new Part(sum(size, more), height + 1, product);
    }

    /**
     * @param max negative for no limit
     */
    Part repeated(int min, int max) {
      var count = max < 0 ? min : max;
      var copies = max < 0 ? times(Math.max(1, min), size) + 1 : optional(min, max);
      return new Part(
          Math.min(copies, MOST),
          height + 1 + (max < 0 ? 0 : max - min),
          count > 1 ? times(product, count) : product);
    }

    private long optional(int min, int max) {
      return 1 + times(min, size) + times(Math.max(0, max - min), size + 1);
    }

    private static long sum(long a, long b) {
      return Math.min(a + b, MOST);
    }

    private static long times(long a, long b) {
      return Math.min(a * b, MOST); // Neither is above 2^31.
    }
  }

  /** What is read so far of a group, or of the whole expression. */
  private static final class Group {
    private Part alternatives;
    private Part sequence;
    private Part last;

    void add(Part atom) {
      flush();
      last = atom;
    }

    void repeat(int min, int max) {
      if (last != null) {
        last = last.repeated(min, max);
      }
    }

    void alternative() {
      flush();
      var branch = sequence == null ? Part.EMPTY : sequence.grown(1);
      alternatives = alternatives == null ? branch : alternatives.then(branch);
      sequence = null;
    }

    Part end() {
      var several = alternatives != null;
      alternative();
      return several ? alternatives.grown(1) : alternatives;
    }

    private void flush() {
      if (last != null) {
        sequence = sequence == null ? last : sequence.then(last);
        last = null;
      }
    }
  }

  private final String text;
  private final Deque<Group> groups = new ArrayDeque<>();
  private int at;

  private PatternWeight(String text) {
    this.text = text;
  }

  static Part of(String expression) {
    return new PatternWeight(expression).read();
  }

  private Part read() {
    groups.push(new Group());
    while (at < text.length()) {
      step(text.charAt(at++));
    }
    while (groups.size() > 1) {
      close();
    }
    return groups.pop().end();
  }

  private void step(char c) {
    switch (c) {
      case '(' -> open();
      case ')' -> close();
      case '|' -> groups.peek().alternative();
      case '*', '+' -> groups.peek().repeat(1, -1);
      case '?' -> groups.peek().repeat(0, 1);
      case '{' -> braces();
      case '[' -> groups.peek().add(Part.atom(characterClass()));
      case '\\' -> escape();
      default -> groups.peek().add(Part.atom(1));
    }
  }

  private void open() {
    if (text.startsWith("?", at)) {
      var colon = at;
      while (colon < text.length() && ":)>".indexOf(text.charAt(colon)) < 0) {
        colon++;
      }
      at = Math.min(colon + 1, text.length());
      if (colon < text.length() && text.charAt(colon) == ')') {
        return; // Flags without a group.
      }
    }
    groups.push(new Group());
  }

  private void close() {
    if (groups.size() > 1) {
      var group = groups.pop().end();
      groups.peek().add(group.grown(2));
    }
  }

  /** A repetition, or a brace like any other character. */
  private void braces() {
    var end = text.indexOf('}', at);
    var inside = end < 0 || end - at > 20 ? "" : text.substring(at, end);
    var comma = inside.indexOf(',');
    var min = number(comma < 0 ? inside : inside.substring(0, comma));
    var upper = comma < 0 ? inside : inside.substring(comma + 1);
    var max = upper.isEmpty() ? -1 : number(upper);
    if (min < 0 || max < 0 && !upper.isEmpty()) {
      groups.peek().add(Part.atom(1));
      return;
    }
    at = end + 1;
    groups.peek().repeat(min, max);
  }

  /** Negative when it is none. */
  private static int number(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return digits.length() > 6 ? 1_000_000 : Integer.parseInt(digits);
  }

  private long characterClass() {
    var size = 1L;
    var first = true;
    if (text.startsWith("^", at)) {
      at++;
    }
    while (at < text.length() && (first || text.charAt(at) != ']')) {
      first = false;
      if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
        at = text.indexOf(":]", at) + 2;
      } else if (text.charAt(at) == '\\') {
        at++;
        size += escaped();
      } else {
        at++;
      }
    }
    at = Math.min(at + 1, text.length());
    return size;
  }

  private void escape() {
    if (text.startsWith("Q", at)) {
      var end = text.indexOf("\\E", at);
      var quoted = (end < 0 ? text.length() : end) - at - 1;
      at = end < 0 ? text.length() : end + 2;
      for (var i = 0; i < quoted; i++) {
        groups.peek().add(Part.atom(1));
      }
    } else {
      groups.peek().add(Part.atom(escaped()));
    }
  }

  /** Passes what follows a backslash; its size. */
  private int escaped() {
    if (at >= text.length()) {
      return 1;
    }
    var c = text.charAt(at++);
    if ("pPx".indexOf(c) >= 0 && text.startsWith("{", at)) {
      var end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    } else if (c == 'x') {
      at = Math.min(at + 2, text.length());
    } else if (c == 'p' || c == 'P') {
      at = Math.min(at + 1, text.length());
    }
    return c == 'p' || c == 'P' ? UNICODE_CLASS : 1;
  }
}
