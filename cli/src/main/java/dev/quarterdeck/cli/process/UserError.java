package dev.quarterdeck.cli.process;

/** Something the user can mend; the message is one clear line, shown without a stack trace. */
public final class UserError extends RuntimeException {
  public UserError(String message) {
    super(message, null, false, false);
  }
}
