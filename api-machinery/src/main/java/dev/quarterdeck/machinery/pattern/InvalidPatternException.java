package dev.quarterdeck.machinery.pattern;

/** A regular expression is malformed, or would take too much to compile; the message says which. */
public final class InvalidPatternException extends Exception {

  private static final long serialVersionUID = 1;

  InvalidPatternException(String message) {
    super(message, null, false, false);
  }
}
