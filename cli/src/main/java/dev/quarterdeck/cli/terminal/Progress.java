package dev.quarterdeck.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Says what a long command is doing: one line a step, rewritten in place on a terminal, plain lines
 * in a pipe.
 */
public final class Progress {

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private Instant stepStart;
  private String step;

  public Progress(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** For standard error, so that a command's output stays clean in a pipe. */
  public static Progress onStandardError() {
    var console = System.console();
    return new Progress(
        System.err, console != null && console.isTerminal(), InstantSource.system());
  }

  /** Begins a step, ending the one before it. */
  public void step(String what) {
    done();
    step = what;
    stepStart = clock.instant();
    if (terminal) {
      out.print("\r\033[K  … " + what);
      out.flush();
    }
  }

  /** Adds how far the step has come, such as {@code 2/3 ready}. */
  public void detail(String detail) {
    if (terminal) {
      out.print("\r\033[K  … " + step + ": " + detail);
      out.flush();
    }
  }

  /** Ends the current step, if any. */
  public void done() {
    if (step == null) {
      return;
    }
    var took = Duration.between(stepStart, clock.instant());
    var line = "%s (%d.%d s)".formatted(step, took.toSeconds(), took.toMillisPart() / 100);
    out.println(terminal ? "\r\033[K  ✓ " + line : "- " + line);
    step = null;
  }

  /** A line of its own between steps. */
  public void say(String line) {
    done();
    out.println(line);
  }
}
