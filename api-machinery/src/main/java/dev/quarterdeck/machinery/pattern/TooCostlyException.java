package dev.quarterdeck.machinery.pattern;

/** Matching would take longer than a request may; the text or the expression must be shorter. */
public final class TooCostlyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooCostlyException() {
    super("matching it against the regular expression takes too long", null, false, false);
  }
}
